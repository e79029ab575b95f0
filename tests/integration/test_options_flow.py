"""What can be changed about a PBX while it stays the same PBX."""

from pathlib import Path

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.const import (
    CONF_ACCEPT_AFTER,
    CONF_ALLOWED_ADDRESSES,
    CONF_CONTACTS,
    CONF_RESTRICTED,
    CONF_USERS,
)
from simulator import InnovaphonePbx, YeastarPbx

from .conftest import Setup
from .talk import Talk, fields_of, selector_of, suggested

DEFAULTS = {CONF_ALLOWED_ADDRESSES: [], CONF_ACCEPT_AFTER: 2, CONF_RESTRICTED: True}
CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Rosa Feld\nTEL:+49 30 5550101\nEND:VCARD\n"


async def test_who_is_watched_can_be_changed(
    talk: Talk,
    innovaphone: InnovaphonePbx,
    innovaphone_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """The people of today are on offer, anybody else can be typed, and the entry starts anew."""
    entry = await setup(innovaphone_entry)
    form = await talk.options(entry)
    assert fields_of(form) == [CONF_USERS, CONF_CONTACTS, CONF_RESTRICTED]
    assert suggested(form)[CONF_USERS] == ["anna.berger", "tom.keller"]
    config = selector_of(form, CONF_USERS).config
    assert config["custom_value"]
    assert {"value": "anna.berger", "label": "anna.berger"} in config["options"]

    done = await talk.answer(users=[" 1002", "anna.berger", "ANNA.BERGER"])

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {CONF_USERS: ["1002", "anna.berger"], CONF_RESTRICTED: True}
    assert entry.state is ConfigEntryState.LOADED
    # One for the start, one for the start anew; the form itself asks nobody.
    assert len(innovaphone.logins) == 2


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
    assert fields_of(form) == [
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
    await talk.options(entry)

    await talk.answer()

    assert entry.options == DEFAULTS


async def test_how_careful_to_be_can_be_chosen(
    talk: Talk, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Whole seconds, although a slider gives fractions; what is not offered stays."""
    entry = await setup(yeastar_entry)
    await talk.options(entry)

    await talk.answer(accept_inbound_after=5.0, restricted=False)

    assert entry.options == {**DEFAULTS, CONF_ACCEPT_AFTER: 5, CONF_RESTRICTED: False}
    assert type(entry.options[CONF_ACCEPT_AFTER]) is int
    assert entry.state is ConfigEntryState.LOADED


async def test_an_address_book_is_tried_and_can_be_taken_back(
    hass: HomeAssistant, talk: Talk, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """A place without one is refused; one that is on file may be away for a while."""
    entry = await setup(yeastar_entry)
    book = Path(hass.config.path("book.vcf"))
    await hass.async_add_executor_job(book.write_text, CARD)
    await talk.options(entry)
    form = await talk.answer(contacts="no-such-book.vcf")
    assert form["errors"] == {CONF_CONTACTS: "contacts_not_found"}
    assert suggested(form)[CONF_CONTACTS] == "no-such-book.vcf"

    await talk.answer(contacts=" book.vcf ")
    assert entry.options == {**DEFAULTS, CONF_CONTACTS: "book.vcf"}

    await hass.async_add_executor_job(book.unlink)
    await talk.options(entry)
    await talk.answer(contacts="book.vcf", restricted=False)
    assert entry.options == {**DEFAULTS, CONF_CONTACTS: "book.vcf", CONF_RESTRICTED: False}

    await talk.options(entry)
    await talk.answer()
    assert entry.options == DEFAULTS
