"""What holds for the events of any calls: whoever is told of a ringing phone is told of its fate."""

from collections import Counter

from hypothesis import given, settings, strategies as st

from custom_components.pbx.telephony.events import CallEvent, EventType, diff
from custom_components.pbx.telephony.facts import Batch
from custom_components.pbx.telephony.model import Call, CallId, ExtensionId
from custom_components.pbx.telephony.reducer import fold
from custom_components.pbx.telephony.state import PbxState
from tests.telephony.facts import link
from tests.telephony.strategies import batches

CLOSING = (EventType.ANSWERED_ELSEWHERE, EventType.MISSED, EventType.REFUSED)

type Phone = tuple[CallId, ExtensionId]


class Ledger:
    """Keep the books on phones that ring."""

    def __init__(self) -> None:
        """Start with an empty page."""
        self.open: set[Phone] = set()
        self.closed: set[Phone] = set()
        self.answers: Counter[CallId] = Counter()
        self.ends: Counter[CallId] = Counter()

    def turn_page(self) -> None:
        """Begin an epoch: what was open is settled by it."""
        self.open.clear()
        self.closed.clear()
        self.answers.clear()

    def enter(self, event: CallEvent) -> None:
        """Book an event, and protest where the books do not balance."""
        call = event.call.id
        match event.type:
            case EventType.RINGING:
                assert event.extension is not None
                self._ring((call, event.extension))
            case EventType.ANSWERED:
                closed = [self._close((call, who)) for who in event.heard_by]
                assert not self.answers[call] or any(closed), "a further answer settles a ringing"
                self.answers[call] += 1
            case kind if kind in CLOSING:
                assert event.extension is not None
                self._close((call, event.extension))
            case EventType.ENDED | EventType.FAILED:
                self.ends[call] += 1
                assert self.ends[call] == 1, "a call ends once"

    def _ring(self, phone: Phone) -> None:
        assert phone not in self.open | self.closed, "a phone rings once on a call"
        self.open.add(phone)

    def _close(self, phone: Phone) -> bool:
        assert phone not in self.closed, "a ringing is settled once"
        if phone not in self.open:
            return False
        self.open.remove(phone)
        self.closed.add(phone)
        return True


@settings(max_examples=400)
@given(st.lists(batches() | st.just(None), max_size=20))
def test_every_ringing_is_settled_exactly_once(history: list[Batch | None]) -> None:
    """By an answer of that very phone, elsewhere, missed, refused, or a new epoch (None)."""
    state, ledger, epoch = PbxState(), Ledger(), 0

    for batch in history:
        if batch is None:
            epoch += 1
            fold(state, Batch((link(epoch),), silent=True))
            ledger.turn_page()
            continue
        for event in diff(fold(state, batch)):
            ledger.enter(event)

        assert {call for call, _ in ledger.open} <= set(state.calls), "an end settles all"


def _known(state: PbxState, call: CallId) -> Call | None:
    """Find the call of a moment, which changes nothing on it."""
    return state.calls.get(call) or state.ended_call(call)


@given(st.lists(batches(), max_size=15))
def test_an_event_shows_the_call_as_it_is_and_happens_to_somebody_on_it(
    history: list[Batch],
) -> None:
    """Who hears of an event has been on the call, and the first of them is whom it happened to."""
    state = PbxState()

    for batch in history:
        changes = fold(state, batch)
        for event in diff(changes):
            change = changes.calls.get(event.call.id)
            people = [leg.party.extension for leg in event.call.legs.values()]

            assert event.call is (change.new if change else _known(state, event.call.id))
            assert set(event.heard_by) <= set(people)
            assert event.extension == (event.heard_by[0] if event.heard_by else None)
