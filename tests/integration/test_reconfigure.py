"""A PBX that moved, or whose login changed, stays the same entry."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.const import (
    CONF_CA_CERTIFICATE,
    CONF_FINGERPRINT,
    CONF_MOVING_ID,
    CONF_REJECTED,
    CONF_TRUST,
)
from custom_components.pbx.telephony.vendors import VENDORS
from simulator import InnovaphonePbx, Office, YeastarPbx

from .conftest import AnyPbx, Setup, entry_for, entry_for_innovaphone, kind_of, typed_for
from .talk import Result, Talk, fields_of, suggested


def entities_of(hass: HomeAssistant, entry: MockConfigEntry) -> list[er.RegistryEntry]:
    """Give the registered entities of an entry."""
    return er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)


async def begin(hass: HomeAssistant, talk: Talk, entry: MockConfigEntry) -> Result:
    """Choose "Reconfigure"."""
    return await talk.follow(await entry.start_reconfigure_flow(hass))


def no_secret(pbx: AnyPbx, **other: Any) -> dict[str, Any]:
    """Give what is typed when the password is left empty."""
    typed = typed_for(pbx, **other)
    del typed["password"]
    return typed


async def test_a_secret_left_empty_is_kept(
    hass: HomeAssistant, talk: Talk, pbx: AnyPbx, setup: Setup, free_port: int
) -> None:
    """Everything is prefilled but the secret, and our own listener makes way for itself."""
    reports = {"report_port": free_port} if isinstance(pbx, YeastarPbx) else {}
    entry = await setup(entry_for(pbx, **reports))
    before = dict(entry.data)
    form = await begin(hass, talk, entry)
    assert form["step_id"] == "reconfigure"
    assert fields_of(form) == [field.key for field in VENDORS[kind_of(pbx)].fields]
    assert suggested(form) == no_secret(pbx)

    done = await talk.answer(**no_secret(pbx))
    if done.get("step_id") == "reports":
        assert suggested(done)["transport"] == "listener"
        done = await talk.answer(**suggested(done))

    assert done["reason"] == "reconfigure_successful"
    assert {key: entry.data[key] for key in before} == before
    assert entry.state is ConfigEntryState.LOADED
    assert len(pbx.logins) == 3


async def test_a_rejected_secret_must_be_typed(
    hass: HomeAssistant, talk: Talk, innovaphone: InnovaphonePbx, setup: Setup
) -> None:
    """What the PBX rejected is not sent a second time."""
    entry = entry_for_innovaphone(innovaphone)
    innovaphone.password = "Fresh2026"
    await setup(entry)
    assert entry.data[CONF_REJECTED]
    form = await begin(hass, talk, entry)
    (required,) = [marker for marker in form["data_schema"].schema if marker.schema == "password"]
    assert type(required).__name__ == "Required"

    done = await talk.answer(**typed_for(innovaphone))

    assert done["reason"] == "reconfigure_successful"
    assert CONF_REJECTED not in entry.data
    assert [login.ok for login in innovaphone.logins] == [False, True, True]


async def test_an_innovaphone_that_moved_takes_its_identity_along(
    hass: HomeAssistant, talk: Talk, innovaphone: InnovaphonePbx, setup: Setup
) -> None:
    """It has no other identity than its address; its entities keep theirs all the same."""
    entry = await setup(entry_for_innovaphone(innovaphone, **{CONF_MOVING_ID: True}))
    before = {each.id: each.unique_id for each in entities_of(hass, entry)}
    await innovaphone.stop()
    innovaphone.port = 0
    await innovaphone.start()
    await begin(hass, talk, entry)

    done = await talk.answer(**no_secret(innovaphone))

    assert done["reason"] == "reconfigure_successful"
    assert entry.data["port"] == innovaphone.port
    assert entry.unique_id
    assert str(innovaphone.port) in entry.unique_id
    assert before
    assert {each.id: each.unique_id for each in entities_of(hass, entry)} == before


async def test_a_pbx_with_another_firmware_keeps_its_entities(
    hass: HomeAssistant, talk: Talk, office: Office, setup: Setup, free_port: int
) -> None:
    """All that was there keeps its ids, and with them its history; there may be more."""
    async with YeastarPbx(office, api="v1.1.0") as old, YeastarPbx(office, api="v2.0.0") as new:
        entry = await setup(entry_for(old, report_port=free_port))
        before = {each.unique_id: each.entity_id for each in entities_of(hass, entry)}
        assert entry.runtime_data.state.info.interface == "v1.1.0"
        await begin(hass, talk, entry)

        form = await talk.answer(**no_secret(new))
        done = await talk.answer(**suggested(form))
        await hass.async_block_till_done()

        assert done["reason"] == "reconfigure_successful"
        assert entry.state is ConfigEntryState.LOADED
        assert entry.runtime_data.state.info.interface == "v2.0.0"
        after = {each.unique_id: each.entity_id for each in entities_of(hass, entry)}
        assert before.items() <= after.items()
        assert await hass.config_entries.async_unload(entry.entry_id)


async def test_the_identity_of_another_entry_is_not_taken(
    hass: HomeAssistant, talk: Talk, innovaphone: InnovaphonePbx, setup: Setup
) -> None:
    """Two entries for one PBX would fight."""
    entry = await setup(entry_for_innovaphone(innovaphone))
    other = entry_for_innovaphone(innovaphone, host="192.0.2.1")
    other.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        other, unique_id=f"127.0.0.1:{innovaphone.port}/pbx0/second"
    )
    innovaphone.app = "second"
    await begin(hass, talk, entry)

    done = await talk.answer(**no_secret(innovaphone))

    assert done["reason"] == "already_configured"
    assert entry.data["app"] == "homeassistant"


async def test_the_place_of_another_entry_is_not_logged_in_to(
    hass: HomeAssistant, talk: Talk, innovaphone: InnovaphonePbx
) -> None:
    """That is known without asking."""
    entry_for_innovaphone(innovaphone).add_to_hass(hass)
    entry = entry_for_innovaphone(innovaphone, host="192.0.2.1")
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, unique_id="another")
    await begin(hass, talk, entry)

    done = await talk.answer(**no_secret(innovaphone))

    assert done["reason"] == "already_configured"
    assert not innovaphone.logins


async def test_another_yeastar_is_refused(
    hass: HomeAssistant, talk: Talk, yeastar: YeastarPbx, setup: Setup, office: Office
) -> None:
    """Its serial number tells; it belongs into an entry of its own."""
    entry = await setup(entry_for(yeastar))
    async with YeastarPbx(office, serial="999") as other:
        await begin(hass, talk, entry)

        done = await talk.answer(**no_secret(other))

    assert done["reason"] == "wrong_pbx"
    assert entry.data["port"] == yeastar.port


async def test_believing_anybody_is_asked_for_again(
    hass: HomeAssistant, talk: Talk, secure_innovaphone: InnovaphonePbx, setup: Setup
) -> None:
    """Reconfiguring is the way from an unverified to a pinned PBX."""
    pbx = secure_innovaphone
    assert pbx.identity
    entry = await setup(entry_for_innovaphone(pbx, **{CONF_TRUST: "none"}))
    await begin(hass, talk, entry)

    form = await talk.answer(**no_secret(pbx))
    assert form["step_id"] == "certificate"
    done = await talk.answer(trust="pin")

    assert done["reason"] == "reconfigure_successful"
    assert entry.data[CONF_TRUST] == "pin"
    assert entry.data[CONF_FINGERPRINT] == pbx.identity.fingerprint


async def test_a_pinned_pbx_is_not_asked_about_again(
    hass: HomeAssistant, talk: Talk, secure_innovaphone: InnovaphonePbx, setup: Setup
) -> None:
    """As long as it shows the same certificate."""
    pbx = secure_innovaphone
    assert pbx.identity
    pinned = {CONF_TRUST: "pin", CONF_FINGERPRINT: pbx.identity.fingerprint}
    entry = await setup(entry_for_innovaphone(pbx, **pinned))
    await begin(hass, talk, entry)

    done = await talk.answer(**no_secret(pbx))

    assert done["reason"] == "reconfigure_successful"
    assert entry.data[CONF_FINGERPRINT] == pbx.identity.fingerprint


async def test_without_https_the_trust_is_forgotten(
    hass: HomeAssistant, talk: Talk, innovaphone: InnovaphonePbx
) -> None:
    """There is nothing left to judge."""
    stale = {CONF_TRUST: "ca", CONF_CA_CERTIFICATE: "x", "ssl": True}
    entry = entry_for_innovaphone(innovaphone, **stale)
    entry.add_to_hass(hass)
    await begin(hass, talk, entry)

    done = await talk.answer(**no_secret(innovaphone))

    assert done["reason"] == "reconfigure_successful"
    assert not entry.data.keys() & {CONF_TRUST, CONF_CA_CERTIFICATE}
