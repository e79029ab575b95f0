"""A pinned PBX that shows another certificate is refused until a person agrees."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from homeassistant.components.repairs import repairs_flow_manager
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.certificate_issue import (
    async_clear_certificate_issue,
    async_raise_certificate_issue,
)
from custom_components.pbx.const import CONF_FINGERPRINT, CONF_TRUST, DOMAIN
from simulator import InnovaphonePbx
from simulator.tls import Identity

from .conftest import Elsewhere, Setup, entry_for_innovaphone
from .talk import Result, Talk


@pytest.fixture
def stale(secure_innovaphone: InnovaphonePbx) -> MockConfigEntry:
    """Give an entry that has pinned an older certificate of its PBX."""
    pinned = {CONF_TRUST: "pin", CONF_FINGERPRINT: "ab" * 32}
    return entry_for_innovaphone(secure_innovaphone, **pinned)


@pytest.fixture
async def refused(stale: MockConfigEntry, setup: Setup) -> MockConfigEntry:
    """Give that entry after its PBX was refused."""
    await setup(stale)
    assert stale.state is ConfigEntryState.SETUP_ERROR
    return stale


def issue_id(entry: MockConfigEntry) -> str:
    """Name the issue of an entry."""
    return f"certificate_changed_{entry.entry_id}"


def issue_data(hass: HomeAssistant, entry: MockConfigEntry) -> Mapping[str, Any] | None:
    """Give what the issue of an entry is about; None where there is no issue."""
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id(entry))
    return issue.data if issue else None


async def begin(hass: HomeAssistant, talk: Talk, entry: MockConfigEntry) -> Result:
    """Open the repair."""
    await async_setup_component(hass, "repairs", {})
    manager = repairs_flow_manager(hass)
    assert manager
    return await talk.repair(manager, issue_id(entry))


async def test_the_new_certificate_is_shown_and_believed_on_demand(
    hass: HomeAssistant, talk: Talk, secure_innovaphone: InnovaphonePbx, refused: MockConfigEntry
) -> None:
    """Nothing is sent to it before; afterwards the PBX is back, and the issue is gone."""
    assert secure_innovaphone.identity
    fingerprint = secure_innovaphone.identity.fingerprint
    assert not secure_innovaphone.logins
    data = issue_data(hass, refused)
    assert data
    assert data["entry_id"] == refused.entry_id
    assert data["fingerprint"] == fingerprint
    assert data["subject"] == "CN=simulated-pbx"
    assert date.fromisoformat(data["expires"])
    form = await begin(hass, talk, refused)
    assert form["step_id"] == "confirm"
    shown = form["description_placeholders"]["fingerprint"]
    assert shown.replace(":", "").lower() == fingerprint

    done = await talk.answer()

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert refused.data[CONF_FINGERPRINT] == fingerprint
    assert refused.state is ConfigEntryState.LOADED
    assert not issue_data(hass, refused)


async def test_only_what_was_shown_is_believed(
    hass: HomeAssistant,
    talk: Talk,
    secure_innovaphone: InnovaphonePbx,
    elsewhere: Elsewhere,
    refused: MockConfigEntry,
) -> None:
    """A certificate that appears while somebody reads the form is a new question."""
    pbx = secure_innovaphone
    await begin(hass, talk, refused)
    await elsewhere.do(pbx.stop())
    pbx.identity = Identity(pbx.host)
    await elsewhere.do(pbx.start())

    await talk.answer()

    assert refused.state is ConfigEntryState.SETUP_ERROR
    assert refused.data[CONF_FINGERPRINT] != pbx.identity.fingerprint
    data = issue_data(hass, refused)
    assert data
    assert data["fingerprint"] == pbx.identity.fingerprint
    assert not pbx.logins


async def test_an_issue_goes_with_its_cause_and_with_its_entry(
    hass: HomeAssistant, refused: MockConfigEntry
) -> None:
    """Nobody is asked what does not matter any more."""
    async_clear_certificate_issue(hass, refused)
    assert not issue_data(hass, refused)

    await async_raise_certificate_issue(hass, refused)
    assert issue_data(hass, refused)
    await hass.config_entries.async_remove(refused.entry_id)

    assert not issue_data(hass, refused)


async def test_an_entry_that_goes_while_the_form_is_open(
    hass: HomeAssistant, talk: Talk, refused: MockConfigEntry
) -> None:
    """There is nothing left to mend."""
    await begin(hass, talk, refused)
    await hass.config_entries.async_remove(refused.entry_id)

    done = await talk.answer()

    assert done["reason"] == "pbx_removed"


async def test_nothing_is_asked_while_there_is_nothing_to_show(
    hass: HomeAssistant,
    secure_innovaphone: InnovaphonePbx,
    elsewhere: Elsewhere,
    stale: MockConfigEntry,
) -> None:
    """Neither for a PBX that is away nor for one that shows the old certificate again."""
    assert secure_innovaphone.identity
    pinned = {CONF_TRUST: "pin", CONF_FINGERPRINT: secure_innovaphone.identity.fingerprint}
    entry = entry_for_innovaphone(secure_innovaphone, **pinned)
    assert not await async_raise_certificate_issue(hass, entry)
    await elsewhere.do(secure_innovaphone.stop())
    assert not await async_raise_certificate_issue(hass, stale)

    assert not ir.async_get(hass).issues
