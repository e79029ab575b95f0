"""A PBX that gets another address is followed by the MAC of its network card."""

from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_MAC
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.const import CONF_MOVING_ID, CONF_VENDOR, DOMAIN
from simulator import InnovaphonePbx, YeastarPbx

from .conftest import Setup, entry_for_innovaphone, entry_for_yeastar
from .talk import Talk

SEEN = "f4b5490a1b2c"
MAC = "f4:b5:49:0a:1b:2c"
OLD = "192.0.2.9"


async def test_a_pbx_that_moved_is_followed(
    hass: HomeAssistant, talk: Talk, yeastar: YeastarPbx, setup: Setup
) -> None:
    """Its entry takes the new address and is set up anew."""
    entry = await setup(entry_for_yeastar(yeastar, **{CONF_MAC: MAC}))
    hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_HOST: OLD})

    done = await talk.discover(yeastar.host, SEEN)
    await hass.async_block_till_done()

    assert done["reason"] == "already_configured"
    assert entry.data[CONF_HOST] == yeastar.host
    assert entry.state is ConfigEntryState.LOADED
    assert len(yeastar.logins) == 2


async def test_the_device_has_the_mac(
    hass: HomeAssistant, yeastar: YeastarPbx, setup: Setup
) -> None:
    """By it Home Assistant knows whom to tell of a new address."""
    entry = await setup(entry_for_yeastar(yeastar, **{CONF_MAC: MAC}))

    hub = dr.async_get(hass).async_get_device_by_connection(
        (dr.CONNECTION_NETWORK_MAC, MAC), entry.entry_id
    )

    assert hub is not None
    assert hub.identifiers == {(DOMAIN, yeastar.serial)}


async def test_a_pbx_that_stayed_is_left_alone(
    hass: HomeAssistant, talk: Talk, yeastar: YeastarPbx, setup: Setup
) -> None:
    """No new session for an address that is known."""
    await setup(entry_for_yeastar(yeastar, **{CONF_MAC: MAC}))

    done = await talk.discover(yeastar.host, SEEN)
    await hass.async_block_till_done()

    assert done["reason"] == "already_configured"
    assert len(yeastar.logins) == 1


@pytest.mark.parametrize(
    ("vendor", "mac"), [("yeastar", MAC), ("innovaphone", None)], ids=["its maker", "another maker"]
)
async def test_a_typed_address_gets_its_mac(
    hass: HomeAssistant, talk: Talk, vendor: str, mac: str | None
) -> None:
    """So that it can be followed, too; the card of another maker is not the PBX's."""
    entry = MockConfigEntry(domain=DOMAIN, data={CONF_VENDOR: vendor, CONF_HOST: OLD})
    entry.add_to_hass(hass)

    done = await talk.discover(OLD, SEEN)

    assert done["reason"] == "already_configured"
    assert entry.data.get(CONF_MAC) == mac


async def test_a_mac_is_not_overwritten(hass: HomeAssistant, talk: Talk) -> None:
    """Another box at the old address does not become the PBX; that one has moved."""
    known = "f4:b5:49:ff:ff:ff"
    data = {CONF_VENDOR: "yeastar", CONF_HOST: OLD, CONF_MAC: known}
    entry = MockConfigEntry(domain=DOMAIN, data=data)
    entry.add_to_hass(hass)

    await talk.discover(OLD, SEEN)

    assert entry.data[CONF_MAC] == known


async def test_a_name_stays_a_name(hass: HomeAssistant, talk: Talk) -> None:
    """Whoever typed a name wants it to be looked up."""
    data = {CONF_VENDOR: "yeastar", CONF_HOST: "pbx.example", CONF_MAC: MAC}
    entry = MockConfigEntry(domain=DOMAIN, data=data)
    entry.add_to_hass(hass)

    done = await talk.discover(OLD, SEEN)

    assert done["reason"] == "already_configured"
    assert entry.data[CONF_HOST] == "pbx.example"


async def test_a_disabled_pbx_is_followed_but_not_woken(hass: HomeAssistant, talk: Talk) -> None:
    """It is found at its new address once somebody wants it again."""
    data = {CONF_VENDOR: "yeastar", CONF_HOST: "192.0.2.1", CONF_MAC: MAC}
    entry = MockConfigEntry(domain=DOMAIN, data=data, disabled_by=ConfigEntryDisabler.USER)
    entry.add_to_hass(hass)

    await talk.discover(OLD, SEEN)
    await hass.async_block_till_done()

    assert entry.data[CONF_HOST] == OLD
    assert entry.state is ConfigEntryState.NOT_LOADED


async def test_an_id_made_of_the_address_moves_along(
    hass: HomeAssistant, innovaphone: InnovaphonePbx, setup: Setup
) -> None:
    """Whatever gets the old address is then not taken for this PBX; one id is never had twice."""
    entry = entry_for_innovaphone(innovaphone, **{CONF_MOVING_ID: True})
    made, old = entry.unique_id, "192.0.2.9:443/pbx0/homeassistant"
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, unique_id=old)
    other = MockConfigEntry(domain=DOMAIN, unique_id=made, disabled_by=ConfigEntryDisabler.USER)
    other.add_to_hass(hass)

    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.unique_id == old

    await hass.config_entries.async_remove(other.entry_id)
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.LOADED
    assert entry.unique_id == made
