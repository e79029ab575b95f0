"""Whose number it is: from extensions, the PBX's contacts, and a vCard; and how it is written."""

from collections.abc import AsyncIterator
from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.pbx.const import CONF_CONTACTS
from custom_components.pbx.names import REFRESH, NameBook
from custom_components.pbx.numbering import formatted, matcher, number_key
from custom_components.pbx.telephony.contact import ContactCard
from custom_components.pbx.telephony.model import ExtensionId, Party
from simulator import Office, YeastarPbx

from .conftest import Setup, entry_for_yeastar
from .waiting import events_of, kinds, soon, until, until_state

ANNA = "sensor.anna_berger_status"
ROSA, EMRE, HANNAH = "+493055500101", "01705550102", "03055500199"
CARDS = """BEGIN:VCARD
VERSION:3.0
FN:Hannah Vogel
TEL:+49 (30) 555-00199
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Somebody else
TEL:+49 30 55500101
END:VCARD
"""


@pytest.mark.parametrize(
    "written",
    [
        "+49 30 5551234",
        "030 5551234",
        "(030) 555-1234",
        "0049 30 5551234",
        "030/5551234",
        "305551234",
    ],
)
def test_a_number_is_the_same_in_whatever_way_it_is_written(written: str) -> None:
    """As it is understood in the country that Home Assistant is in."""
    assert number_key(written, "DE") == "+49305551234"
    assert matcher(written, "DE")("+49305551234")
    assert matcher("+49305551234", "DE")(written)
    assert formatted(written, "DE") == "+49 30 5551234"


@pytest.mark.parametrize("text", ["anonymous", "", "wakeupcall", "1" * 40, "٠٣٠١٢٣٤٥٦", "+", "<b>"])
def test_what_is_no_number_stays_as_it_is(text: str) -> None:
    """And belongs to nobody but itself."""
    book = NameBook([ContactCard(name="Trap", numbers=(text, "030 5551234"))], "DE")

    assert number_key(text, "DE") is None or text == "+"
    assert formatted(text, "DE") == text
    assert matcher(text, "DE")(text)
    assert not matcher(text, "DE")("0305551234")
    assert book.name_of(text) is None


def test_short_numbers_are_taken_literally() -> None:
    """An extension or an emergency number is no part of a country's plan."""
    book = NameBook([ContactCard(name="Police", numbers=("110",))], "DE")

    assert book.name_of("110") == "Police"
    assert book.name_of("+49110") is None
    assert formatted("1000", "DE") == "1000"


def test_a_digit_for_the_outside_line_is_tolerated_where_it_is_clear() -> None:
    """The number makes no sense with it, and does without it."""
    book = NameBook([ContactCard(name="Rosa", numbers=("030 55500101",))], "DE")

    assert book.name_of("003055500101") == "Rosa"
    assert book.name_of("9030 55500101") == "Rosa"
    assert book.name_of("1030 55500101") is None


def test_without_a_country_the_end_of_a_number_must_do() -> None:
    """Unless two countries have it."""
    rosa = ContactCard(name="Rosa", numbers=("+49 30 55500101",))
    other = ContactCard(name="Other", numbers=("+43 30 55500101",))

    assert NameBook([rosa]).name_of("030 55500101") == "Rosa"
    assert NameBook([rosa, other]).name_of("030 55500101") is None
    assert NameBook([rosa, other]).name_of("+49 30 55500101") == "Rosa"
    assert NameBook([rosa], "DE").name_of("+43 30 55500101") is None


@pytest.fixture
async def office_book(socket_enabled: None, office: Office) -> AsyncIterator[YeastarPbx]:
    """Run a Yeastar that has an address book."""
    async with YeastarPbx(office, api="v2.0.0") as pbx:
        yield pbx


@pytest.fixture
def entry(hass: HomeAssistant, office_book: YeastarPbx, tmp_path: Path) -> MockConfigEntry:
    """Give its entry, with a vCard file besides."""
    hass.config.country = "DE"
    hass.config.config_dir = str(tmp_path)
    (tmp_path / "book.vcf").write_text(CARDS)
    entry = entry_for_yeastar(office_book)
    return MockConfigEntry(
        domain=entry.domain,
        title=entry.title,
        unique_id=entry.unique_id,
        data=dict(entry.data),
        options={CONF_CONTACTS: "book.vcf"},
    )


async def until_named(hass: HomeAssistant, entry: MockConfigEntry, number: str, name: str) -> None:
    """Wait until an address book has been read."""
    names = entry.runtime_data.names
    await soon(lambda: names.name_of(number) == name, f"{number} to be {name}")


async def test_callers_are_named_by_every_book(
    hass: HomeAssistant, office: Office, entry: MockConfigEntry, setup: Setup
) -> None:
    """In sensors and events, the PBX's own book before the chosen one, an extension before both."""
    await setup(entry)
    await until_named(hass, entry, ROSA, "Rosa Feld")
    await until_named(hass, entry, HANNAH, "Hannah Vogel")

    for number, name in ((EMRE, "Emre Aydın"), (HANNAH, "Hannah Vogel"), (ROSA, "Rosa Feld")):
        with events_of(hass, "event.yeastar_s100_call") as happened:
            call = office.place_inbound(number, "1000")
            await until_state(hass, ANNA, "ringing", peer_name=name, caller=number)
            office.hang_up(number, call)
            await until_state(hass, ANNA, "idle")
            await until(hass, lambda: "missed" in kinds(happened))
        assert {each["caller_name"] for each in happened} == {name}
        last = await until_state(hass, "sensor.yeastar_s100_last_call", name, number=number)
        assert str(last.attributes["number_formatted"]).startswith("+49 ")

    coordinator = entry.runtime_data
    assert coordinator.name_of(Party(number="1001")) == "Tom Keller"
    assert coordinator.name_of(Party(number=HANNAH, name="As the PBX says")) == "As the PBX says"
    assert coordinator.name_of(Party(number=HANNAH, extension=ExtensionId("77"))) is None


async def test_nobody_gets_the_name_of_the_caller_before(
    hass: HomeAssistant, office: Office, entry: MockConfigEntry, setup: Setup
) -> None:
    """An unknown number has no name, right after a known one on the same phone."""
    await setup(entry)
    await until_named(hass, entry, HANNAH, "Hannah Vogel")

    call = office.place_inbound(HANNAH, "1000")
    await until_state(hass, ANNA, "ringing", peer_name="Hannah Vogel")
    office.hang_up(HANNAH, call)
    await until_state(hass, "sensor.yeastar_s100_last_call", "Hannah Vogel")

    call = office.place_inbound("03044400000", "1000")
    state = await until_state(hass, ANNA, "ringing", caller="03044400000")
    assert "peer_name" not in state.attributes
    office.hang_up("03044400000", call)
    state = await until_state(hass, "sensor.yeastar_s100_last_call", "03044400000")
    assert state.attributes["name"] is None


async def test_the_books_are_read_anew_each_day(
    hass: HomeAssistant,
    *,
    office: Office,
    entry: MockConfigEntry,
    setup: Setup,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Who moved is found; a book that cannot be read keeps what was in it."""
    await setup(entry)
    await until_named(hass, entry, HANNAH, "Hannah Vogel")

    (tmp_path / "book.vcf").write_text(CARDS.replace("Vogel", "Falke"))
    office.contacts.clear()
    async_fire_time_changed(hass, dt_util.utcnow() + REFRESH)
    await until_named(hass, entry, HANNAH, "Hannah Falke")
    await until_named(hass, entry, ROSA, "Somebody else")

    (tmp_path / "book.vcf").unlink()
    async_fire_time_changed(hass, dt_util.utcnow() + REFRESH * 2)
    await soon(lambda: "contacts_not_found" in caplog.text, "a warning")
    assert entry.runtime_data.names.name_of(HANNAH) == "Hannah Falke"
