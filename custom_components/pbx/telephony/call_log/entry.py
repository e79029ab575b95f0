"""One call in the log, made from a call that was watched or from a record of the PBX."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from ..model import Call, CallId, Cause, Direction, ExtensionId, Party
from ..record import CallRecord, Outcome
from ..selectors import callee, caller, number_of, trunk_of
from ..state import PbxState, people_on

type NameOf = Callable[[Party], str | None]

# Whatever the PBX says, an entry stays small.
MAX_TEXT: Final = 120
MAX_PEOPLE: Final = 50

_OUTCOMES: Final = {
    Cause.BUSY: Outcome.BUSY,
    Cause.FAILED: Outcome.FAILED,
    Cause.REFUSED: Outcome.BUSY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEntry:
    """A call that is over. A member that is None is not known."""

    id: str
    """Handle within the log; the same for as long as the entry is kept."""
    call: CallId
    """The PBX's own id, which may come again after a new connection."""
    began: float
    ended: float | None = None
    direction: Direction | None = None
    outcome: Outcome
    """What people did: an IVR, a queue or a voicemail answers for nobody."""
    caller: str | None = None
    callee: str | None = None
    caller_name: str | None = None
    """As it was known when the call was written down."""
    callee_name: str | None = None
    extensions: tuple[ExtensionId, ...] = ()
    trunk: str | None = None
    group: str | None = None
    did: str | None = None
    duration: int | None = None
    """Seconds from first sign to end."""
    talk_duration: int | None = None
    """Seconds from answer to end; None unless somebody answered."""
    recording: str | None = None
    """Name to fetch the recording by."""
    records: tuple[str, ...] = ()
    """The records that are in it."""
    is_watched: bool = False
    """The call was seen; else only records tell of it."""
    is_acknowledged: bool = False
    """Somebody has taken note of it."""

    @property
    def missed(self) -> bool:
        """Tell whether it came from outside and nobody took it."""
        return self.direction is Direction.INBOUND and self.outcome is not Outcome.ANSWERED

    @property
    def number(self) -> str | None:
        """Give the number of the other side: who called, unless the office did."""
        return self.callee if self.direction is Direction.OUTBOUND else self.caller

    @property
    def name(self) -> str | None:
        """Give the name of the other side."""
        return self.callee_name if self.direction is Direction.OUTBOUND else self.caller_name


def entry_of_call(call: Call, state: PbxState, name_of: NameOf) -> CallEntry | None:
    """Write down a call that is over; None if nobody was ever seen on it."""
    if call.ended is None or not call.legs:
        return None
    first = next(when for when in (call.began, call.answered_at, call.ended) if when is not None)
    outcome = _outcome_of(call)
    calling, called = caller(call), callee(call)
    is_answered = outcome is Outcome.ANSWERED
    return CallEntry(
        id=_handle(call.id, first),
        call=call.id,
        began=first,
        ended=call.ended,
        direction=call.direction,
        outcome=outcome,
        caller=_short(number_of(state, calling)),
        callee=_short(number_of(state, called)),
        caller_name=_short(name_of(calling)),
        callee_name=_short(name_of(called)),
        extensions=tuple(dict.fromkeys(people_on(call)))[:MAX_PEOPLE],
        trunk=_short(trunk_of(call)),
        group=_short(call.group),
        duration=_seconds(call.began, call.ended),
        talk_duration=_seconds(call.answered_at, call.ended) if is_answered else None,
        recording=_short(call.recording),
        is_watched=True,
    )


def _outcome_of(call: Call) -> Outcome:
    """Say how a call came out; one that was taken where nobody watches was answered, too."""
    if call.answered or any(leg.cause is Cause.ELSEWHERE for leg in call.legs.values()):
        return Outcome.ANSWERED
    known = _OUTCOMES.get(call.cause) if call.cause is not None else None
    if known is None and call.reason is not None:
        return Outcome.FAILED
    return known or Outcome.NO_ANSWER


def entry_of_record(record: CallRecord, at: float | None, name_of: NameOf) -> CallEntry | None:
    """Write down what a record says; None if nobody knows when that was.

    `at` is when the record was heard of, if that was right after the call.
    """
    began = record.began
    if began is None and at is not None:
        began = at - (record.duration or 0)
    if began is None:
        return None
    outcome = _outcome_told(record)
    calling, called = _parties(record)
    return CallEntry(
        id=_handle(record.call or record.id, began),
        call=record.call,
        began=began,
        ended=None if record.duration is None else began + record.duration,
        direction=record.direction,
        outcome=outcome,
        caller=_short(record.caller),
        callee=_short(record.callee),
        caller_name=_short(name_of(calling)),
        callee_name=_short(name_of(called)),
        extensions=record.extensions[:MAX_PEOPLE],
        trunk=_short(record.trunk),
        group=_short(record.group),
        did=_short(record.did),
        duration=record.duration,
        talk_duration=record.talk_duration if outcome is Outcome.ANSWERED else None,
        recording=_short(record.recording),
        records=(record.id,),
    )


def _outcome_told(record: CallRecord) -> Outcome:
    """Say how a call came out; a caller who hung up within an IVR reached nobody."""
    if record.outcome is not Outcome.ANSWERED:
        return record.outcome or Outcome.NO_ANSWER
    in_vain = record.direction is Direction.INBOUND and record.group and not record.extensions
    return Outcome.NO_ANSWER if in_vain else Outcome.ANSWERED


def _parties(record: CallRecord) -> tuple[Party, Party]:
    """Give who called and who was called; a number outside is not that of an extension."""
    # Any trunk will do, named or not.
    outside = record.trunk or ""
    return (
        Party(
            number=record.caller,
            trunk=outside if record.direction is Direction.INBOUND else None,
        ),
        Party(
            number=record.callee,
            trunk=outside if record.direction is Direction.OUTBOUND else None,
        ),
    )


def _handle(call: str, began: float) -> str:
    """Make the handle of an entry, fit for an address on the web."""
    return blake2b(f"{call}\n{began!r}".encode(), digest_size=12).hexdigest()


def _short(text: str | None) -> str | None:
    """Cut a text that is too long; nothing to say is None."""
    return text[:MAX_TEXT] if text else None


def _seconds(start: float | None, end: float | None) -> int | None:
    """Give the whole seconds between two times, if both are known."""
    return None if start is None or end is None else round(max(0.0, end - start))
