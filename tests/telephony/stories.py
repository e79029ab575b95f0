"""Stories of calls: what the PBX reports, batch after batch, and what happened to whom."""

from custom_components.pbx.telephony.events import EventType
from custom_components.pbx.telephony.facts import Fact
from custom_components.pbx.telephony.model import Cause
from tests.telephony.facts import DIALING, ENDED, RINGING, TALKING, called, caller, over, party_of

type Story = list[tuple[Fact, ...]]
type Happenings = list[tuple[EventType, str | None]]

STORIES: dict[str, tuple[Story, Happenings]] = {
    "an internal call": (
        [
            (caller("alice", DIALING), called("bob", RINGING)),
            (caller("alice", TALKING), called("bob", TALKING)),
            (caller("alice", ENDED),),
            (called("bob", ENDED),),
        ],
        [
            (EventType.DIALLING, "alice"),
            (EventType.RINGING, "bob"),
            (EventType.ANSWERED, "bob"),
            (EventType.ENDED, "alice"),
        ],
    ),
    "an inbound call nobody takes": (
        [
            (caller("outside", DIALING), called("bob", RINGING), called("carol", RINGING)),
            (over(cause=Cause.NO_ANSWER),),
        ],
        [
            (EventType.RINGING, "bob"),
            (EventType.RINGING, "carol"),
            (EventType.MISSED, "bob"),
            (EventType.MISSED, "carol"),
        ],
    ),
    "an inbound call one of two takes": (
        [
            (caller("outside", DIALING), called("bob", RINGING), called("carol", RINGING)),
            (called("bob", TALKING), called("carol", ENDED)),
            (over(),),
        ],
        [
            (EventType.RINGING, "bob"),
            (EventType.RINGING, "carol"),
            (EventType.ANSWERED, "bob"),
            (EventType.ANSWERED_ELSEWHERE, "carol"),
            (EventType.ENDED, "bob"),
        ],
    ),
    "a phone that rings until the end of a call that another took": (
        [(called("bob", RINGING),), (called("carol", TALKING),), (over(),)],
        [
            (EventType.RINGING, "bob"),
            (EventType.ANSWERED, "carol"),
            (EventType.ANSWERED_ELSEWHERE, "bob"),
            (EventType.ENDED, "carol"),
        ],
    ),
    "taken on another phone, as the PBX says": (
        [(called("bob", RINGING),), (called("bob", ENDED, cause=Cause.ELSEWHERE),)],
        [(EventType.RINGING, "bob"), (EventType.ANSWERED_ELSEWHERE, "bob")],
    ),
    "taken on another phone, and on this one after all": (
        [
            (called("bob", RINGING),),
            (called("bob", ENDED, cause=Cause.ELSEWHERE),),
            (called("bob", TALKING),),
        ],
        [
            (EventType.RINGING, "bob"),
            (EventType.ANSWERED_ELSEWHERE, "bob"),
            (EventType.ANSWERED, None),
        ],
    ),
    "a queue that tries the same agent twice": (
        [
            (caller("outside", DIALING), called("bob", RINGING)),
            (called("bob", ENDED, cause=Cause.NO_ANSWER),),
            (called("bob", RINGING),),
            (called("bob", ENDED, cause=Cause.NO_ANSWER),),
            (over(),),
        ],
        [(EventType.RINGING, "bob"), (EventType.MISSED, "bob")],
    ),
    "a callee who refuses": (
        [
            (caller("alice", DIALING), called("bob", RINGING)),
            (called("bob", ENDED, cause=Cause.REFUSED),),
            (caller("alice", ENDED),),
        ],
        [
            (EventType.DIALLING, "alice"),
            (EventType.RINGING, "bob"),
            (EventType.REFUSED, "bob"),
            (EventType.FAILED, "alice"),
        ],
    ),
    "a refusal that is told for the whole call": (
        [
            (caller("outside", DIALING), called("bob", RINGING)),
            (called("bob", ENDED),),
            (over(cause=Cause.BUSY, reason="486 Busy Here"),),
        ],
        [(EventType.RINGING, "bob"), (EventType.REFUSED, "bob")],
    ),
    "one refuses, another is missed": (
        [
            (caller("outside", DIALING), called("carol", RINGING), called("bob", RINGING)),
            (called("bob", ENDED, cause=Cause.REFUSED),),
            (caller("outside", ENDED),),
        ],
        [
            (EventType.RINGING, "carol"),
            (EventType.RINGING, "bob"),
            (EventType.MISSED, "carol"),
            (EventType.REFUSED, "bob"),
        ],
    ),
    "an outbound call that fails": (
        [(caller("alice", DIALING),), (over(cause=Cause.FAILED, reason="404 NOT found"),)],
        [(EventType.DIALLING, "alice"), (EventType.FAILED, "alice")],
    ),
    "an inbound call that fails before any phone rings": (
        [(caller("outside", DIALING),), (over(cause=Cause.BUSY),)],
        [(EventType.FAILED, None)],
    ),
    "a failure of a call nobody saw": (
        [(over(cause=Cause.FAILED, reason="404"),)],
        [(EventType.FAILED, None)],
    ),
    "an end of a call nobody saw": ([(over(),)], []),
    "an attempt that is given up": (
        [(caller("alice", DIALING),), (caller("alice", ENDED),)],
        [(EventType.DIALLING, "alice"), (EventType.ENDED, "alice")],
    ),
    "all in one report": (
        [
            (
                caller("alice", DIALING),
                called("bob", RINGING),
                called("bob", TALKING),
                over(),
            )
        ],
        [
            (EventType.RINGING, "bob"),
            (EventType.ANSWERED, "bob"),
            (EventType.ENDED, "alice"),
        ],
    ),
    "a blind transfer": (
        [
            (caller("outside", TALKING), called("bob", TALKING)),
            (called("bob", ENDED, cause=Cause.TRANSFERRED), called("carol", RINGING)),
            (called("carol", TALKING),),
            (over(),),
        ],
        [
            (EventType.ANSWERED, "bob"),
            (EventType.RINGING, "carol"),
            (EventType.TRANSFERRED, "bob"),
            (EventType.ANSWERED, "carol"),
            (EventType.ENDED, "carol"),
        ],
    ),
    "a transfer to one whose phone had rung": (
        [
            (called("bob", RINGING), called("carol", RINGING)),
            (called("bob", TALKING), called("carol", ENDED)),
            (called("carol", TALKING),),
        ],
        [
            (EventType.RINGING, "bob"),
            (EventType.RINGING, "carol"),
            (EventType.ANSWERED, "bob"),
            (EventType.ANSWERED_ELSEWHERE, "carol"),
        ],
    ),
    "a phone whose extension is learned while it rings": (
        [
            (called("bob", RINGING, party=party_of("stranger")),),
            (called("bob", RINGING),),
            (over(),),
        ],
        [(EventType.RINGING, "bob"), (EventType.MISSED, "bob")],
    ),
    "a phone whose extension is learned after the answer": (
        [
            (called("bob", RINGING, party=party_of("stranger")),),
            (called("bob", TALKING, party=party_of("stranger")),),
            (called("bob", TALKING),),
        ],
        [(EventType.ANSWERED, None)],
    ),
    "a phone that turns out to be the caller's": (
        [(called("bob", RINGING),), (caller("bob", None),), (caller("bob", ENDED),)],
        [(EventType.RINGING, "bob"), (EventType.MISSED, "bob"), (EventType.ENDED, "bob")],
    ),
}
