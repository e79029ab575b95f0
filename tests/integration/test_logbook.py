"""The log book tells who missed, answered or refused whose call, once for each."""

from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.pbx.const import CONF_MASK_NUMBERS, EVENT_CALL
from custom_components.pbx.sentences import async_prepare_sentences
from custom_components.pbx.telephony.facts import CallEnded, LegIs
from custom_components.pbx.telephony.model import (
    CallId,
    Cause,
    Direction,
    ExtensionId,
    LegId,
    LegState,
    Party,
    Role,
)

from .conftest import Setup
from .puppet import ANNA, CALL, PuppetPbx
from .waiting import until

pytestmark = pytest.mark.usefixtures("recorder_mock")

OUTSIDE = "+49301234567"


def at_annas(pbx: PuppetPbx, state: LegState, who: ExtensionId = ANNA) -> None:
    """Tell how a call from outside is at somebody's."""
    calling = LegState.TALKING if state is LegState.TALKING else LegState.DIALING
    pbx.tell(
        LegIs(
            call=CALL,
            leg=LegId("out"),
            at=pbx.clock,
            party=Party(number=OUTSIDE, trunk="SIP-1"),
            role=Role.CALLER,
            state=calling,
            direction=Direction.INBOUND,
        ),
        LegIs(call=CALL, leg=LegId(who), at=pbx.clock, party=Party(extension=who), state=state),
    )


def over(pbx: PuppetPbx, cause: Cause = Cause.NORMAL, call: CallId = CALL) -> None:
    """End it."""
    pbx.tell(CallEnded(call=call, at=pbx.clock, cause=cause))


class Book:
    """The log book, and what it says of calls."""

    def __init__(self, hass: HomeAssistant, ws: WebSocketGenerator) -> None:
        self._hass = hass
        self._ws = ws
        self._began = dt_util.utcnow()
        self.fired = async_capture_events(hass, EVENT_CALL)

    async def sentences(self, count: int, **which: Any) -> list[str]:
        """Read what stands there once so many events were fired."""
        await until(self._hass, lambda: len(self.fired) >= count, f"{count} events")
        await async_wait_recording_done(self._hass)
        client = await self._ws(self._hass)
        await client.send_json_auto_id(
            {"type": "logbook/get_events", "start_time": self._began.isoformat(), **which}
        )
        answer = await client.receive_json()
        assert answer["success"], answer
        return [
            f"{each['name']} {each['message']}"
            for each in answer["result"]
            if each.get("domain") == "pbx"
        ]


@pytest.fixture
async def book(hass: HomeAssistant, hass_ws_client: WebSocketGenerator) -> Book:
    """Open a log book."""
    assert await async_setup_component(hass, "logbook", {})
    return Book(hass, hass_ws_client)


@pytest.fixture
async def pbx(puppet: PuppetPbx, setup: Setup, book: Book) -> PuppetPbx:
    """Give a PBX that is set up."""
    await setup(puppet.entry())
    return puppet


async def test_a_missed_call_is_told_once(hass: HomeAssistant, pbx: PuppetPbx, book: Book) -> None:
    """Though the extension and the PBX have an entity that tells of it."""
    at_annas(pbx, LegState.RINGING)
    over(pbx, Cause.NO_ANSWER)

    assert await book.sentences(1) == [f"Anna Berger missed a call from {OUTSIDE}"]
    assert len(book.fired) == 1


async def test_a_conversation_is_told_by_who_called(
    hass: HomeAssistant, pbx: PuppetPbx, book: Book
) -> None:
    """First that it was answered, then how long it was."""
    pbx.call(LegState.RINGING)
    pbx.call(LegState.TALKING)
    over(pbx)

    answered, ended = await book.sentences(2)
    assert answered == "Anna Berger answered a call from Tom Keller"
    assert ended.startswith("Tom Keller talked with Anna Berger for ")


@pytest.mark.parametrize(
    ("cause", "sentence"),
    [
        (Cause.FAILED, "Tom Keller could not reach Anna Berger"),
        (Cause.REFUSED, "Anna Berger refused a call from Tom Keller"),
    ],
)
async def test_other_endings_have_their_sentences(
    hass: HomeAssistant, pbx: PuppetPbx, book: Book, cause: Cause, sentence: str
) -> None:
    """Each says who did what."""
    pbx.call(LegState.RINGING)
    if cause is Cause.REFUSED:
        pbx.tell(
            LegIs(
                call=CALL,
                leg=LegId(f"{CALL}-b"),
                at=pbx.clock,
                party=Party(extension=ANNA),
                state=LegState.ENDED,
                cause=cause,
            )
        )
    over(pbx, cause)

    assert sentence in await book.sentences(1)


async def test_an_entity_shows_its_own_sentences(
    hass: HomeAssistant, pbx: PuppetPbx, book: Book
) -> None:
    """And not those of others."""
    at_annas(pbx, LegState.RINGING)
    over(pbx, Cause.NO_ANSWER)

    assert await book.sentences(1, entity_ids=["event.anna_berger_call"])
    assert not await book.sentences(1, entity_ids=["event.tom_keller_call"])


async def test_numbers_can_be_hidden(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup, book: Book
) -> None:
    """Of who has no name, only the end is left; it is still enough to recognize a friend."""
    entry = puppet.entry()
    await setup(entry)
    hass.config_entries.async_update_entry(entry, options={CONF_MASK_NUMBERS: True})
    at_annas(puppet, LegState.RINGING)
    over(puppet, Cause.NO_ANSWER)

    assert await book.sentences(1) == ["Anna Berger missed a call from …567"]


async def test_the_language_is_that_of_the_house(
    hass: HomeAssistant, pbx: PuppetPbx, book: Book
) -> None:
    """Home Assistant itself does not translate what integrations say there."""
    hass.config.language = "de"
    await async_prepare_sentences(hass)
    at_annas(pbx, LegState.RINGING)
    over(pbx, Cause.NO_ANSWER)

    assert await book.sentences(1) == [f"Anna Berger hat einen Anruf von {OUTSIDE} verpasst"]


async def test_a_broken_entry_of_the_book_harms_nobody(
    hass: HomeAssistant, pbx: PuppetPbx, book: Book
) -> None:
    """Somebody may fire such an event by hand, about a PBX that is gone."""
    hass.bus.async_fire(EVENT_CALL, {"type": "missed", "caller": "9" * 500, "name": 7})
    hass.bus.async_fire(EVENT_CALL, {}, context=Context())

    assert len(await book.sentences(2)) == 2


async def test_without_a_log_book_nothing_is_fired(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """Nobody else is meant to listen."""
    fired = async_capture_events(hass, EVENT_CALL)
    await setup(puppet.entry())

    puppet.call(LegState.RINGING)
    over(puppet, Cause.NO_ANSWER)
    state = "event.anna_berger_call"
    await until(hass, lambda: _kind(hass, state) == "missed", "the event")

    assert not fired


def _kind(hass: HomeAssistant, entity: str) -> Any:
    state = hass.states.get(entity)
    return state and state.attributes.get("event_type")
