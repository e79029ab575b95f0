"""Names, numbers and notes that a stranger chose: shown as what they are, and never as more."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.template import Template
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.pbx.const import EVENT_CALL
from custom_components.pbx.telephony.facts import CallEnded, ExtensionsAre, LegIs
from custom_components.pbx.telephony.model import (
    Cause,
    Direction,
    Extension,
    ExtensionId,
    LegId,
    LegState,
    Party,
    Role,
)
from simulator import Office

from .conftest import Setup
from .puppet import ANNA, CALL, TOM, PuppetPbx
from .waiting import events_of, kinds, there, until, until_state

STATUS = "sensor.anna_berger_status"
PRESENCE = "sensor.anna_berger_presence"
NOTE = "text.anna_berger_presence_note"
# What may stand in a state; Home Assistant refuses a longer one, and the entity would stand still.
LONGEST_STATE = 255

HOSTILE = {
    "a template": "{{ states('sensor.tom_keller_status') }}{% set x = 1 %}",
    "a format": "{caller}{0.__class__.__mro__}{callee!r:>999}%s%(name)s",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>[x](javascript:alert(1))",
    "very long": "A" * 5_000,
}
HARMFUL = {
    "controls": "\x00\x07\x1b[31mred\x1b[0m\x9b",
    "ends of lines": "\r\n\r\nSYSTEM\x85\x1e",
}


@pytest.fixture(params=list(HOSTILE.values()), ids=list(HOSTILE))
def text(request: pytest.FixtureRequest) -> str:
    """Give each text in turn."""
    hostile: str = request.param
    return hostile


def calls_anna(pbx: PuppetPbx, name: str, number: str = "0301234567") -> None:
    """Let somebody from outside call, who calls himself so."""
    outside = Party(number=number, name=name, trunk="SIP-1")
    pbx.tell(
        LegIs(
            call=CALL,
            leg=LegId("out"),
            at=pbx.clock,
            party=outside,
            role=Role.CALLER,
            state=LegState.DIALING,
            direction=Direction.INBOUND,
        ),
        LegIs(
            call=CALL,
            leg=LegId("in"),
            at=pbx.clock,
            party=Party(extension=ANNA),
            state=LegState.RINGING,
        ),
    )


async def test_a_callers_name_is_never_carried_out(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup, text: str
) -> None:
    """A template that shows it shows it as it is: what it says is not rendered once more."""
    await setup(puppet.entry())

    calls_anna(puppet, text)
    await until_state(hass, STATUS, "ringing")

    shown = Template(f"{{{{ state_attr('{STATUS}', 'peer_name') }}}}", hass).async_render(
        parse_result=False
    )
    assert shown == text.strip()
    assert puppet.asked == []


async def test_a_callers_name_breaks_no_state(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup, text: str
) -> None:
    """Also where it is the state itself, which must not be longer than Home Assistant bears."""
    await setup(puppet.entry())

    calls_anna(puppet, text, number=text)
    await until_state(hass, STATUS, "ringing")
    puppet.tell(CallEnded(call=CALL, at=puppet.clock, cause=Cause.NO_ANSWER))
    await until_state(hass, STATUS, "idle")

    await until(hass, lambda: there(hass, "sensor.office_last_call").state != "unknown")
    last = there(hass, "sensor.office_last_call").state
    assert text.startswith(last)
    assert 0 < len(last) <= LONGEST_STATE
    assert there(hass, "sensor.office_missed_calls").state == "1"


@pytest.mark.usefixtures("recorder_mock")
async def test_the_log_book_says_it_as_it_is(
    hass: HomeAssistant,
    puppet: PuppetPbx,
    setup: Setup,
    hass_ws_client: WebSocketGenerator,
    text: str,
) -> None:
    """The sentence is filled in once, and what is filled in is bounded."""
    assert await async_setup_component(hass, "logbook", {})
    began = dt_util.utcnow()
    fired = async_capture_events(hass, EVENT_CALL)
    await setup(puppet.entry())

    calls_anna(puppet, text)
    puppet.tell(CallEnded(call=CALL, at=puppet.clock, cause=Cause.NO_ANSWER))
    await until(hass, lambda: fired, "a call in the log book")
    await async_wait_recording_done(hass)

    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": "logbook/get_events", "start_time": began.isoformat()})
    answer = await client.receive_json()
    said = [each["message"] for each in answer["result"] if each.get("domain") == "pbx"]
    assert said == [f"missed a call from {text[:100]}"]


async def test_the_name_of_a_device_is_filled_in_once(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup, text: str
) -> None:
    """It is a translation with placeholders, and a name may look like another one."""
    puppet.people[TOM] = Extension(id=TOM, number="1001", name=text)
    entry = await setup(puppet.entry())

    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    names = [device.name for device in devices if device.name]

    assert any(text in name for name in names), names


async def test_a_new_name_may_be_hostile_too(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup, text: str
) -> None:
    """Everybody may rename himself on some PBXs."""
    entry = await setup(puppet.entry())
    renamed = [
        Extension(id=ExtensionId(each.id), number=each.number, name=f"{text}{each.number}")
        for each in puppet.people.values()
    ]

    puppet.tell(ExtensionsAre(extensions=tuple(renamed)))

    def names() -> set[str | None]:
        registry = dr.async_get(hass)
        return {each.name for each in dr.async_entries_for_config_entry(registry, entry.entry_id)}

    await until(hass, lambda: any(name and f"{text}1000" in name for name in names()))
    assert there(hass, STATUS).state == "idle"


async def test_a_note_is_shown_as_it_is(
    hass: HomeAssistant,
    innovaphone_entry: MockConfigEntry,
    office: Office,
    setup: Setup,
    text: str,
) -> None:
    """Over the wire: a page at most in attributes, and as much as fits where it is a state."""
    await setup(innovaphone_entry)

    office.set_presence("1000", "busy", text)
    state = await until_state(hass, PRESENCE, "busy")

    note = state.attributes["note"]
    assert text.startswith(note)
    assert 0 < len(note) <= 1_024
    assert len(there(hass, NOTE).state) <= LONGEST_STATE
    template = Template(f"{{{{ state_attr('{PRESENCE}', 'note') }}}}", hass)
    assert template.async_render(parse_result=False) == note.strip()


@pytest.mark.parametrize("harm", list(HARMFUL.values()), ids=list(HARMFUL))
async def test_what_terminals_and_databases_choke_on_does_not_come_in(
    hass: HomeAssistant,
    innovaphone_entry: MockConfigEntry,
    office: Office,
    setup: Setup,
    harm: str,
) -> None:
    """Control characters are gone before anybody sees them; only the ends of lines stay."""
    await setup(innovaphone_entry)

    office.set_presence("1000", "busy", f"Before{harm}after")
    state = await until_state(hass, PRESENCE, "busy")

    note = state.attributes["note"]
    assert note.startswith("Before")
    assert note.endswith("after")
    assert note.replace("\n", "").isprintable()
    assert note.encode()


async def test_an_event_carries_text_as_data(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup, text: str
) -> None:
    """An automation gets the name as a value of its own, beside a type that we chose."""
    await setup(puppet.entry())

    with events_of(hass, "event.anna_berger_call") as happened:
        calls_anna(puppet, text)
        await until(hass, lambda: happened)

    assert kinds(happened) == ["ringing"]
    assert happened[0]["caller_name"] == text
