"""Passwords, lock-outs and certificates: what only a person can mend is never tried again."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.pbx.const import (
    CONF_CA_CERTIFICATE,
    CONF_FINGERPRINT,
    CONF_REJECTED,
    CONF_TRUST,
    DOMAIN,
)
from simulator import InnovaphonePbx, Office, YeastarPbx

from .conftest import Elsewhere, Setup, entry_for_innovaphone, entry_for_yeastar
from .waiting import until, until_entry, until_state

LINK = "binary_sensor.yeastar_s100_connection"

# The newest version of the interface is tried first, and this firmware does not know it.
FIRST_LOGINS = 2


def wrong_entry(pbx: YeastarPbx | InnovaphonePbx) -> MockConfigEntry:
    """Give an entry with a wrong password."""
    match pbx:
        case YeastarPbx():
            return entry_for_yeastar(pbx, password="wrong")
        case InnovaphonePbx():
            return entry_for_innovaphone(pbx, password="wrong")


def asked_again(hass: HomeAssistant, entry: MockConfigEntry) -> bool:
    """Tell whether a person is asked for the password, once."""
    flows = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    return [(flow["context"]["source"], flow["context"]["entry_id"]) for flow in flows] == [
        (SOURCE_REAUTH, entry.entry_id)
    ]


@pytest.fixture(params=["yeastar", "innovaphone"])
def pbx(request: pytest.FixtureRequest) -> YeastarPbx | InnovaphonePbx:
    """Give each PBX in turn."""
    found: YeastarPbx | InnovaphonePbx = request.getfixturevalue(request.param)
    return found


async def test_a_wrong_password_is_sent_once_ever(
    hass: HomeAssistant, pbx: YeastarPbx | InnovaphonePbx, setup: Setup
) -> None:
    """Neither a reload nor a restart of Home Assistant sends it again; a person is asked."""
    entry = wrong_entry(pbx)

    await setup(entry)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert entry.error_reason_translation_key == "invalid_auth"
    assert asked_again(hass, entry)

    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert asked_again(hass, entry)

    # A restart knows what is stored, and nothing else.
    await hass.config_entries.async_remove(entry.entry_id)
    again = MockConfigEntry(domain=DOMAIN, data=dict(entry.data), options=dict(entry.options))
    await setup(again)
    assert again.state is ConfigEntryState.SETUP_ERROR
    assert asked_again(hass, again)

    assert len(pbx.logins) == 1


async def test_a_lock_out_is_waited_for_in_silence(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """While the PBX refuses our address no login is sent; afterwards one is, and it works."""
    yeastar.faults.refuse_logins(600)

    await setup(yeastar_entry)
    assert yeastar_entry.state is ConfigEntryState.SETUP_RETRY
    assert yeastar_entry.error_reason_translation_key == "locked_out"

    for _ in range(5):
        freezer.tick(timedelta(seconds=100))
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
    assert yeastar_entry.state is ConfigEntryState.SETUP_RETRY
    assert logins(yeastar) == 1

    freezer.tick(timedelta(seconds=200))
    async_fire_time_changed(hass)
    await until_entry(hass, yeastar_entry, ConfigEntryState.LOADED)
    assert logins(yeastar) == 1 + FIRST_LOGINS


async def test_a_yeastar_that_rejects_us_while_running_asks_a_person(
    hass: HomeAssistant,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """The password was changed: one attempt after the restart, then a person is asked."""
    await setup(yeastar_entry)
    yeastar.password = "changed"

    office.power_off()
    office.power_on()

    await until_entry(hass, yeastar_entry, ConfigEntryState.SETUP_ERROR)
    await until(hass, lambda: asked_again(hass, yeastar_entry), "the question for a password")
    assert yeastar_entry.data[CONF_REJECTED]
    assert [login.errno for login in yeastar.logins] == ["", "20003"]


async def test_an_innovaphone_that_rejects_us_while_running_asks_a_person(
    hass: HomeAssistant,
    innovaphone: InnovaphonePbx,
    innovaphone_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """The password was changed: one attempt after the loss, then a person is asked."""
    await setup(innovaphone_entry)
    innovaphone.password = "changed"

    innovaphone.drop()

    await until_entry(hass, innovaphone_entry, ConfigEntryState.SETUP_ERROR)
    await until(hass, lambda: asked_again(hass, innovaphone_entry), "the question for a password")
    assert innovaphone_entry.data[CONF_REJECTED]
    assert [login.ok for login in innovaphone.logins] == [True, False]


async def test_a_pinned_certificate_is_believed(
    hass: HomeAssistant, secure_yeastar: YeastarPbx, setup: Setup
) -> None:
    """The certificate that a person has compared needs no authority."""
    assert secure_yeastar.identity is not None
    entry = entry_for_yeastar(
        secure_yeastar,
        **{CONF_TRUST: "pin", CONF_FINGERPRINT: secure_yeastar.identity.fingerprint},
    )

    await setup(entry)

    assert entry.state is ConfigEntryState.LOADED


async def test_another_certificate_is_refused_and_a_person_is_asked(
    hass: HomeAssistant,
    issue_registry: ir.IssueRegistry,
    elsewhere: Elsewhere,
    secure_yeastar: YeastarPbx,
    setup: Setup,
) -> None:
    """No password is sent to who shows another certificate; the question goes with the entry."""
    entry = entry_for_yeastar(secure_yeastar, **{CONF_TRUST: "pin", CONF_FINGERPRINT: "00" * 32})

    await setup(entry)

    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert entry.error_reason_translation_key == "certificate_changed"
    assert not secure_yeastar.logins
    issue_id = f"certificate_changed_{entry.entry_id}"
    assert issue_registry.async_get_issue(DOMAIN, issue_id)

    await hass.config_entries.async_remove(entry.entry_id)
    assert not issue_registry.async_get_issue(DOMAIN, issue_id)


async def test_a_believed_certificate_withdraws_the_question(
    hass: HomeAssistant,
    issue_registry: ir.IssueRegistry,
    secure_innovaphone: InnovaphonePbx,
    setup: Setup,
) -> None:
    """Once the PBX is let in again there is nothing left to ask."""
    assert secure_innovaphone.identity is not None
    entry = entry_for_innovaphone(
        secure_innovaphone, **{CONF_TRUST: "pin", CONF_FINGERPRINT: "00" * 32}
    )
    await setup(entry)
    issue_id = f"certificate_changed_{entry.entry_id}"
    assert issue_registry.async_get_issue(DOMAIN, issue_id)

    fingerprint = secure_innovaphone.identity.fingerprint
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_FINGERPRINT: fingerprint}
    )
    await hass.config_entries.async_reload(entry.entry_id)

    assert entry.state is ConfigEntryState.LOADED
    assert not issue_registry.async_get_issue(DOMAIN, issue_id)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({CONF_TRUST: "pin", CONF_FINGERPRINT: "no hex"}, "certificate_unusable"),
        ({CONF_TRUST: "ca", CONF_CA_CERTIFICATE: "no PEM"}, "certificate_unusable"),
    ],
    ids=["bad fingerprint", "bad authority"],
)
async def test_a_certificate_that_is_none_is_an_error(
    hass: HomeAssistant,
    secure_yeastar: YeastarPbx,
    setup: Setup,
    data: dict[str, str],
    reason: str,
) -> None:
    """The setup says what is wrong and sends nothing."""
    entry = entry_for_yeastar(secure_yeastar, **data)

    await setup(entry)

    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert entry.error_reason_translation_key == reason
    assert not secure_yeastar.logins


async def test_a_certificate_that_nobody_believes_is_asked_about_and_tried_again(
    hass: HomeAssistant,
    *,
    issue_registry: ir.IssueRegistry,
    freezer: FrozenDateTimeFactory,
    secure_yeastar: YeastarPbx,
    setup: Setup,
) -> None:
    """It expires and is renewed, or our clock was wrong; nothing is sent before it is believed."""
    assert secure_yeastar.identity is not None
    entry = entry_for_yeastar(secure_yeastar, **{CONF_TRUST: "verify"})
    await setup(entry)
    issue_id = f"certificate_changed_{entry.entry_id}"

    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "certificate_untrusted"
    assert issue_registry.async_get_issue(DOMAIN, issue_id)
    assert not secure_yeastar.logins

    believed = {CONF_TRUST: "pin", CONF_FINGERPRINT: secure_yeastar.identity.fingerprint}
    hass.config_entries.async_update_entry(entry, data={**entry.data, **believed})
    freezer.tick(timedelta(seconds=100))
    async_fire_time_changed(hass)

    await until_entry(hass, entry, ConfigEntryState.LOADED)
    assert not issue_registry.async_get_issue(DOMAIN, issue_id)


async def test_a_lost_token_is_renewed_without_a_word(
    hass: HomeAssistant,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """One new login, and the entities never notice."""
    await setup(yeastar_entry)
    yeastar.expire_token()

    await hass.services.async_call(
        DOMAIN, "dial", {"entity_id": "sensor.anna_berger_status", "number": "1001"}, blocking=True
    )

    assert logins(yeastar) == FIRST_LOGINS + 1
    await until_state(hass, "sensor.anna_berger_status", "ringing")
    await until_state(hass, LINK, "on")


def logins(yeastar: YeastarPbx) -> int:
    """Count the attempts to log in, also those that a fault has refused."""
    return [request.endpoint for request in yeastar.requests].count("login")
