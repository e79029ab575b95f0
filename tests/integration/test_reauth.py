"""A PBX that rejected its credentials gets new ones, and nothing else changes."""

from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.const import (
    CONF_FINGERPRINT,
    CONF_INTERFACE,
    CONF_REJECTED,
    CONF_REPORT_HOST_IS_OURS,
    CONF_TRUST,
)
from simulator import InnovaphonePbx, YeastarPbx
from simulator.tls import Identity

from .conftest import AnyPbx, Elsewhere, Setup, entry_for, entry_for_innovaphone
from .talk import Talk, fields_of, suggested


async def begin(hass: HomeAssistant, talk: Talk, entry: MockConfigEntry) -> Any:
    """Open the form that Home Assistant has prepared for a failed entry."""
    (flow,) = [
        flow
        for flow in hass.config_entries.flow.async_progress()
        if flow["context"]["source"] == SOURCE_REAUTH
    ]
    assert flow["context"]["entry_id"] == entry.entry_id
    return await talk.follow(await hass.config_entries.flow.async_configure(flow["flow_id"]))


def without_login(entry: ConfigEntry) -> dict[str, Any]:
    """Give what must survive."""
    changing = ("password", CONF_INTERFACE, CONF_REPORT_HOST_IS_OURS)
    return {key: value for key, value in entry.data.items() if key not in changing}


async def test_new_credentials_bring_a_pbx_back(
    hass: HomeAssistant, talk: Talk, pbx: AnyPbx, setup: Setup
) -> None:
    """Only what belongs to the login is asked for, and no secret is shown."""
    entry = entry_for(pbx)
    before = without_login(entry)
    pbx.password = "Fresh2026"
    assert (await setup(entry)).state is ConfigEntryState.SETUP_ERROR
    assert entry.data[CONF_REJECTED]
    form = await begin(hass, talk, entry)
    assert form["step_id"] == "reauth_confirm"
    name = "username" if isinstance(pbx, YeastarPbx) else "app"
    assert fields_of(form) == [name, "password"]
    assert list(suggested(form)) == [name]
    assert len(pbx.logins) == 1

    done = await talk.answer(**{name: suggested(form)[name], "password": "Fresh2026"})

    assert done["reason"] == "reauth_successful"
    assert entry.state is ConfigEntryState.LOADED
    assert without_login(entry) == before
    assert entry.data["password"] == "Fresh2026"


async def test_a_wrong_password_stays_a_wrong_password(
    hass: HomeAssistant, talk: Talk, pbx: AnyPbx, setup: Setup
) -> None:
    """It is tried once per press, and the entry stays as it is."""
    entry = entry_for(pbx)
    pbx.password = "Fresh2026"
    await setup(entry)
    form = await begin(hass, talk, entry)
    before = len(pbx.logins)

    form = await talk.answer(**suggested(form), password="Wrong2026")

    assert form["errors"] == {"password": "invalid_auth"}
    assert len(pbx.logins) == before + 1
    assert entry.data[CONF_REJECTED]


async def test_a_pbx_that_is_away_is_said_above_the_form(
    hass: HomeAssistant, talk: Talk, pbx: AnyPbx, setup: Setup
) -> None:
    """There is no field for the address."""
    entry = entry_for(pbx)
    pbx.password = "Fresh2026"
    await setup(entry)
    form = await begin(hass, talk, entry)
    await pbx.stop()

    form = await talk.answer(**suggested(form), password="Fresh2026")

    assert form["errors"] == {"base": "cannot_connect"}


async def test_another_pbx_at_the_address_is_refused(
    hass: HomeAssistant, talk: Talk, yeastar: YeastarPbx, setup: Setup
) -> None:
    """Its serial number tells."""
    entry = entry_for(yeastar)
    yeastar.password = "Fresh2026"
    await setup(entry)
    form = await begin(hass, talk, entry)
    yeastar.box.serial = "999"

    done = await talk.answer(**suggested(form), password="Fresh2026")

    assert done["reason"] == "wrong_pbx"
    assert entry.data[CONF_REJECTED]


async def test_a_renamed_app_renames_the_entry(
    hass: HomeAssistant, talk: Talk, innovaphone: InnovaphonePbx, setup: Setup
) -> None:
    """An identity made from the address follows what it was made from."""
    entry = entry_for(innovaphone)
    innovaphone.app = "renamed"
    await setup(entry)
    await begin(hass, talk, entry)

    done = await talk.answer(app="renamed", password=innovaphone.password)

    assert done["reason"] == "reauth_successful"
    assert entry.unique_id
    assert entry.unique_id.endswith("/renamed")


async def test_a_new_certificate_is_asked_about_first(
    hass: HomeAssistant,
    talk: Talk,
    secure_innovaphone: InnovaphonePbx,
    elsewhere: Elsewhere,
    setup: Setup,
) -> None:
    """The new password is not given to a stranger either."""
    pbx = secure_innovaphone
    assert pbx.identity
    pinned = {CONF_TRUST: "pin", CONF_FINGERPRINT: pbx.identity.fingerprint}
    entry = entry_for_innovaphone(pbx, **pinned)
    pbx.password = "Fresh2026"
    await setup(entry)
    form = await begin(hass, talk, entry)
    await elsewhere.do(pbx.stop())
    pbx.identity = Identity(pbx.host)
    await elsewhere.do(pbx.start())
    before = len(pbx.logins)

    form = await talk.answer(**suggested(form), password="Fresh2026")
    assert form["step_id"] == "certificate"
    assert len(pbx.logins) == before
    done = await talk.answer(trust="pin")

    assert done["reason"] == "reauth_successful"
    assert entry.data[CONF_FINGERPRINT] == pbx.identity.fingerprint
    assert entry.state is ConfigEntryState.LOADED
