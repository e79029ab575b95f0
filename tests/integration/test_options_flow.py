"""What can be changed about a PBX while it stays the same PBX."""

from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.const import (
    CONF_ACCEPT_AFTER,
    CONF_ALLOWED_ADDRESSES,
    CONF_CONTACTS,
    CONF_EVERYBODY,
    CONF_RESTRICTED,
    CONF_USERS,
)
from custom_components.pbx.telephony.vendors import VENDORS
from simulator import InnovaphonePbx, YeastarPbx

from .conftest import Setup, entry_for_innovaphone
from .talk import Result, Talk, fields_of, selector_of, suggested
from .waiting import until, until_state

CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Rosa Feld\nTEL:+49 30 5550101\nEND:VCARD\n"


def defaults_of(form: Result) -> dict[str, Any]:
    """Give what a form answers for who changes nothing."""
    markers = form["data_schema"].schema
    return {each.schema: each.default() for each in markers if callable(each.default)}


async def test_who_is_watched_can_be_changed_without_a_new_connection(
    hass: HomeAssistant,
    talk: Talk,
    innovaphone: InnovaphonePbx,
    setup: Setup,
) -> None:
    """People are offered by name; who is taken out loses the device, who comes gets one."""
    entry = entry_for_innovaphone(innovaphone)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    present = {**defaults_of(await talk.options(entry)), **entry.options}
    hass.config_entries.async_update_entry(entry, options=present)
    link = entry.runtime_data.state.link
    form = await talk.options(entry)
    others = [field.key for field in VENDORS["innovaphone"].options]
    mine = [CONF_USERS, CONF_EVERYBODY, *others]
    assert fields_of(form)[: len(mine) + 2] == [*mine, CONF_CONTACTS, CONF_RESTRICTED]
    assert suggested(form)[CONF_USERS] == ["anna.berger", "tom.keller"]
    config = selector_of(form, CONF_USERS).config
    assert config["custom_value"]
    assert {"value": "anna.berger", "label": "Anna Berger (1000)"} in config["options"]
    assert {"value": "lena.vogt", "label": "Lena Vogt (1002)"} in config["options"]
    assert len(config["options"]) == 8
    placeholders = form["description_placeholders"]
    assert placeholders is not None
    assert "PbxApi" in placeholders["answering"]

    done = await talk.answer(users=[" lena.vogt", "anna.berger", "ANNA.BERGER"])

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {**present, CONF_USERS: ["lena.vogt", "anna.berger"]}
    await until_state(hass, "sensor.lena_vogt_presence", "available")
    await until(hass, lambda: hass.states.get("sensor.tom_keller_presence") is None)
    assert entry.runtime_data.state.link is link
    assert len(innovaphone.logins) == 1


async def test_any_other_change_makes_a_new_connection(
    hass: HomeAssistant, talk: Talk, innovaphone: InnovaphonePbx, setup: Setup
) -> None:
    """What the PBX is asked at the login is asked anew."""
    entry = await setup(entry_for_innovaphone(innovaphone))
    unchanged = defaults_of(await talk.options(entry))

    await talk.answer(users=["1002"], all_calls=True)

    assert entry.options == {**unchanged, CONF_USERS: ["1002"], "all_calls": True}
    assert entry.state is ConfigEntryState.LOADED
    await until_state(hass, "sensor.lena_vogt_presence", "available")
    assert len(innovaphone.logins) == 2


async def test_who_is_watched_can_be_changed_while_the_pbx_is_away(
    hass: HomeAssistant, talk: Talk, innovaphone: InnovaphonePbx, setup: Setup
) -> None:
    """The people of today are on offer, and the change counts as soon as it is back."""
    entry = await setup(entry_for_innovaphone(innovaphone))
    unchanged = defaults_of(await talk.options(entry))
    hass.config_entries.async_update_entry(entry, options={**unchanged, **entry.options})
    await innovaphone.stop()
    await until_state(hass, "sensor.tom_keller_presence", "unavailable")
    form = await talk.options(entry)
    labels = [each["label"] for each in selector_of(form, CONF_USERS).config["options"]]
    assert sorted(labels) == ["Anna Berger (1000)", "Tom Keller (1001)"]

    await talk.answer(users=["lena.vogt"])
    await innovaphone.start()

    await until_state(hass, "sensor.lena_vogt_presence", "available")
    assert hass.states.get("sensor.tom_keller_presence") is None


async def test_somebody_must_be_watched(
    talk: Talk, innovaphone_entry: MockConfigEntry, setup: Setup
) -> None:
    """An entry without people would show nothing."""
    entry = await setup(innovaphone_entry)
    await talk.options(entry)

    form = await talk.answer(users=[])

    assert form["errors"] == {CONF_USERS: "no_users"}
    assert entry.options[CONF_USERS] == ["anna.berger", "tom.keller"]


async def test_further_addresses_can_be_allowed(
    talk: Talk, yeastar: YeastarPbx, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Reports may come from there, too."""
    entry = await setup(yeastar_entry)
    form = await talk.options(entry)
    assert fields_of(form)[:4] == [
        CONF_ALLOWED_ADDRESSES,
        CONF_ACCEPT_AFTER,
        CONF_CONTACTS,
        CONF_RESTRICTED,
    ]

    await talk.answer(allowed_addresses=["192.0.2.7 ", "2001:db8::1", ""])

    assert entry.options[CONF_ALLOWED_ADDRESSES] == ["192.0.2.7", "2001:db8::1"]
    assert entry.state is ConfigEntryState.LOADED


@pytest.mark.parametrize("nonsense", ["pbx.local", "192.0.2.0/24", "192.0.2"])
async def test_what_is_no_address_is_refused(
    talk: Talk, yeastar_entry: MockConfigEntry, setup: Setup, nonsense: str
) -> None:
    """What was typed stays in the form."""
    entry = await setup(yeastar_entry)
    await talk.options(entry)

    form = await talk.answer(allowed_addresses=["192.0.2.7", nonsense])

    assert form["errors"] == {CONF_ALLOWED_ADDRESSES: "invalid_address"}
    assert suggested(form)[CONF_ALLOWED_ADDRESSES] == ["192.0.2.7", nonsense]
    assert entry.options == {}


async def test_everything_can_be_taken_back(
    hass: HomeAssistant, talk: Talk, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """An emptied field is empty."""
    entry = await setup(yeastar_entry)
    hass.config_entries.async_update_entry(entry, options={CONF_ALLOWED_ADDRESSES: ["192.0.2.7"]})
    unchanged = defaults_of(await talk.options(entry))

    await talk.answer()

    assert entry.options == unchanged


async def test_how_careful_to_be_can_be_chosen(
    talk: Talk, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Whole seconds, although a slider gives fractions; what is not offered stays."""
    entry = await setup(yeastar_entry)
    unchanged = defaults_of(await talk.options(entry))

    await talk.answer(accept_inbound_after=5.0, restricted=False)

    assert entry.options == {**unchanged, CONF_ACCEPT_AFTER: 5, CONF_RESTRICTED: False}
    assert type(entry.options[CONF_ACCEPT_AFTER]) is int
    assert entry.state is ConfigEntryState.LOADED


async def test_an_address_book_is_tried_and_can_be_taken_back(
    hass: HomeAssistant, talk: Talk, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """A place without one is refused; one that is on file may be away for a while."""
    entry = await setup(yeastar_entry)
    book = Path(hass.config.path("book.vcf"))
    await hass.async_add_executor_job(book.write_text, CARD)
    unchanged = defaults_of(await talk.options(entry))
    form = await talk.answer(contacts="no-such-book.vcf")
    assert form["errors"] == {CONF_CONTACTS: "contacts_not_found"}
    assert suggested(form)[CONF_CONTACTS] == "no-such-book.vcf"

    await talk.answer(contacts=" book.vcf ")
    assert entry.options == {**unchanged, CONF_CONTACTS: "book.vcf"}

    await hass.async_add_executor_job(book.unlink)
    await talk.options(entry)
    await talk.answer(contacts="book.vcf", restricted=False)
    assert entry.options == {**unchanged, CONF_CONTACTS: "book.vcf", CONF_RESTRICTED: False}

    await talk.options(entry)
    await talk.answer()
    assert entry.options == unchanged
