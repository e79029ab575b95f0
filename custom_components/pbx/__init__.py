"""PBX for Home Assistant: office telephone systems as devices, events and actions."""

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_HOST, EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed, ConfigEntryError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.helpers.typing import ConfigType
from homeassistant.util.hass_dict import HassKey

from .addresses import Addresses
from .api_issue import async_clear_api_issue, async_follow_api, async_raise_api_issue
from .call_bus import async_tell_log_book
from .call_memory import async_forget_calls
from .certificate_issue import async_clear_certificate_issue, async_raise_certificate_issue
from .connection import (
    async_forget_silence,
    async_ports,
    async_remember_silence,
    vendor_of,
)
from .const import CONF_MOVING_ID, CONF_REJECTED, DOMAIN, PLATFORMS
from .coordinator import (
    PbxConfigEntry,
    PbxCoordinator,
    extension_identifier,
    queue_identifier,
    trunk_identifier,
)
from .helpers import setup_error
from .ingress import async_open_ingress, peers_of
from .recordings import RecordingView
from .repairs_people import PeopleIssues
from .reports_issue import ReportsIssue, async_clear_other_way, async_raise_other_way
from .sentences import async_prepare_sentences
from .services import async_setup_services
from .sockets import SocketView
from .telephony.errors import (
    AuthenticationFailed,
    CannotConnect,
    CertificateChanged,
    CertificateUntrusted,
    LockedOut,
    OtherPbx,
    PbxError,
)
from .telephony.exchange import LINK, LOCKED, REFUSED
from .telephony.model import NO_CAPABILITY, PbxInfo

# Why an entry was just given up, for the setup that follows and says so: nobody is asked for that.
_REFUSALS: HassKey[dict[str, OtherPbx]] = HassKey(f"{DOMAIN}_refusals")

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the actions and the address of recordings, once."""
    async_setup_services(hass)
    hass.http.register_view(RecordingView(hass))
    hass.http.register_view(SocketView(hass))
    await async_prepare_sentences(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: PbxConfigEntry) -> bool:
    """Connect one PBX and follow it."""
    host = entry.data.get(CONF_HOST, entry.title)
    if entry.data.get(CONF_REJECTED):
        raise ConfigEntryAuthFailed(
            translation_domain=DOMAIN,
            translation_key="invalid_auth",
            translation_placeholders={"host": host},
        )
    if (refusal := hass.data.get(_REFUSALS, {}).pop(entry.entry_id, None)) is not None:
        raise setup_error(refusal, host)
    try:
        coordinator = await _async_connect(hass, entry)
    except (CertificateChanged, CertificateUntrusted) as err:
        asked = await async_raise_certificate_issue(hass, entry)
        # Without a question nobody would ever answer it, so it is simply tried again.
        raise setup_error(err if asked else CannotConnect(), host) from err
    except PbxError as err:
        _remember(hass, entry, err)
        async_raise_other_way(hass, entry, err)
        async_raise_api_issue(hass, entry, err)
        raise setup_error(err, host) from err
    async_clear_certificate_issue(hass, entry)
    async_clear_other_way(hass, entry)
    async_clear_api_issue(hass, entry)
    async_forget_silence(hass, entry)
    entry.runtime_data = coordinator
    await _async_follow(hass, entry, coordinator)
    for topic, told in (
        (REFUSED, lambda: _refused(hass, entry, coordinator)),
        (LOCKED, lambda: async_remember_silence(hass, entry.data, coordinator.exchange.silence)),
    ):
        entry.async_on_unload(coordinator.async_listen(topic, told))
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    _reload_once_it_can_more(hass, entry, coordinator)
    entry.async_create_background_task(hass, coordinator.exchange.run(), f"{entry.title} exchange")
    return True


async def _async_connect(hass: HomeAssistant, entry: PbxConfigEntry) -> PbxCoordinator:
    """Open the door for reports, connect, and see to it that both are closed again."""
    vendor = vendor_of(entry.data)
    peers = peers_of(hass, entry) if vendor.posts_reports else None
    ingress = await async_open_ingress(hass, entry, peers) if peers is not None else None
    if ingress is not None:
        entry.async_on_unload(ingress.close)
    try:
        ports = await async_ports(hass, entry.data, ingress)
    except ValueError as err:
        raise ConfigEntryError(
            translation_domain=DOMAIN, translation_key="certificate_unusable"
        ) from err
    coordinator = PbxCoordinator(hass, entry, vendor, ports)
    coordinator.peers = peers
    coordinator.ingress = ingress
    entry.async_on_unload(coordinator.exchange.stop)
    info = await coordinator.exchange.start()
    _check_identity(hass, entry, info)

    async def log_out(event: Event) -> None:
        await coordinator.exchange.stop()

    entry.async_on_unload(hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, log_out))
    return coordinator


async def _async_follow(
    hass: HomeAssistant, entry: PbxConfigEntry, coordinator: PbxCoordinator
) -> None:
    """Start everything that follows a PBX."""
    await coordinator.async_follow()
    async_follow_api(hass, entry, coordinator)
    await coordinator.names.async_start()
    await coordinator.calls_memory.async_start()
    coordinator.screening.async_start()
    if coordinator.vendor.watches_people:
        PeopleIssues(hass, entry).async_start()
    if coordinator.vendor.posts_reports:
        await _async_follow_reports(hass, entry, coordinator)
    entry.async_on_unload(async_tell_log_book(hass, coordinator))


async def _async_follow_reports(
    hass: HomeAssistant, entry: PbxConfigEntry, coordinator: PbxCoordinator
) -> None:
    """See to it that reports can arrive, and say so if they do not."""
    ReportsIssue(hass, entry).async_start()
    if coordinator.peers is not None and coordinator.ingress is not None:
        await Addresses(hass, entry, coordinator.peers, coordinator.ingress).async_start()


def _check_identity(hass: HomeAssistant, entry: PbxConfigEntry, info: PbxInfo) -> None:
    """Refuse another PBX at the known address: its extensions would mix with the known ones."""
    if entry.unique_id is None or info.id == entry.unique_id:
        return
    if entry.data.get(CONF_MOVING_ID):
        # Whoever gets the old address must not be taken for this one.
        if not hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, info.id):
            hass.config_entries.async_update_entry(entry, unique_id=info.id)
    elif info.id_is_stable:
        raise ConfigEntryError(
            translation_domain=DOMAIN,
            translation_key="wrong_pbx",
            translation_placeholders={"host": entry.data.get(CONF_HOST, entry.title)},
        )


def _reload_once_it_can_more(
    hass: HomeAssistant, entry: PbxConfigEntry, coordinator: PbxCoordinator
) -> None:
    """Set up anew, once, when the PBX turns out to do more: entities are made at the start only.

    What it can no longer do is refused when it is asked for; it may be back after the next loss.
    """
    info = coordinator.state.info
    able = info.capabilities if info is not None else NO_CAPABILITY

    @callback
    def look() -> None:
        nonlocal able
        now = coordinator.state.info
        if now is not None and now.capabilities & ~able:
            able |= now.capabilities
            hass.config_entries.async_schedule_reload(entry.entry_id)

    entry.async_on_unload(coordinator.async_listen(LINK, look))


def _remember(hass: HomeAssistant, entry: ConfigEntry, err: PbxError) -> None:
    """Keep what must outlive a restart: no rejected password is sent again, and none too soon."""
    if isinstance(err, LockedOut):
        async_remember_silence(hass, entry.data, err.retry_after)
    if isinstance(err, AuthenticationFailed):
        hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_REJECTED: True})


def _refused(hass: HomeAssistant, entry: PbxConfigEntry, coordinator: PbxCoordinator) -> None:
    """Ask a person, now that the PBX would not have us back: a new setup says why."""
    refusal = coordinator.exchange.refusal
    assert refusal is not None, "an exchange that gave up says why"
    _remember(hass, entry, refusal)
    if isinstance(refusal, OtherPbx):
        hass.data.setdefault(_REFUSALS, {})[entry.entry_id] = refusal
    hass.config_entries.async_schedule_reload(entry.entry_id)


async def async_unload_entry(hass: HomeAssistant, entry: PbxConfigEntry) -> bool:
    """Let go of one PBX."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: PbxConfigEntry) -> None:
    """Leave nothing behind."""
    async_clear_certificate_issue(hass, entry)
    async_clear_other_way(hass, entry)
    async_clear_api_issue(hass, entry)
    await async_forget_calls(hass, entry.entry_id)


async def async_remove_config_entry_device(
    hass: HomeAssistant, entry: PbxConfigEntry, device: DeviceEntry
) -> bool:
    """Allow to delete what the PBX no longer has; while nobody knows, nothing."""
    if entry.state is not ConfigEntryState.LOADED:
        return False
    coordinator = entry.runtime_data
    unique_id = coordinator.unique_id
    present = {unique_id}
    present.update(extension_identifier(unique_id, each) for each in coordinator.state.extensions)
    present.update(trunk_identifier(unique_id, each) for each in coordinator.state.trunks)
    present.update(queue_identifier(unique_id, each) for each in coordinator.state.queues)
    return not any(mine in present for domain, mine in device.identifiers if domain == DOMAIN)
