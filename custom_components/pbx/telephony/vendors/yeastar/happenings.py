"""Reports of what happens in a moment -> facts. Pure; a resent report means the same moment."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from ...facts import Fact, Happened
from ...model import CallId, Party, QueueId
from ...moments import (
    AnyMoment,
    InboundRequested,
    KeyPressed,
    MessageSent,
    PromptEnded,
    SurveyAnswered,
    SystemEventType,
    SystemHappened,
)
from .known import KnownCall
from .reports import (
    ConfigChange,
    Dtmf,
    PlayPromptEnd,
    QueueAgentTimeout,
    QueueAutoPause,
    Satisfaction,
    SmsSent,
)

# A report is resent within seconds; who presses the same key after that has pressed it again.
WINDOW: Final = 10.0
# How long the PBX waits for a decision about a call.
PATIENCE: Final = 10.0
# Nobody takes longer between two keys of one input.
INPUT: Final = 60.0
_REMEMBERED: Final = 500

_SENT: Final = ("succeed", "success")
_OPERATIONS: Final[Mapping[str, str]] = {
    "add": "add",
    "del": "delete",
    "delete": "delete",
    "update": "update",
}


class Recent:
    """The moments of the last seconds, by what the PBX says of them."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._moments: OrderedDict[tuple[str, ...], AnyMoment] = OrderedDict()

    def has(self, key: tuple[str, ...], at: float, window: float = WINDOW) -> bool:
        """Tell whether this has happened within the last seconds."""
        known = self._moments.get(key)
        return known is not None and abs(at - known.at) <= window

    def put(self, key: tuple[str, ...], moment: AnyMoment) -> None:
        """Remember the latest moment of a kind."""
        self._moments[key] = moment
        self._moments.move_to_end(key)
        if len(self._moments) > _REMEMBERED:
            self._moments.popitem(last=False)

    def once(
        self, key: tuple[str, ...], at: float, make: Callable[[str], AnyMoment]
    ) -> tuple[Fact, ...]:
        """Tell of a moment; the same one within the last seconds has just been told again."""
        if not self.has(key, at):
            self.put(key, make("/".join((*key, f"{at:.6f}"))))
        return (Happened(moment=self._moments[key]),)


def key_pressed(
    report: Dtmf, call: KnownCall, party: Party, recent: Recent, at: float
) -> tuple[Fact, ...]:
    """Tell of a key. The report that completes an input adds none of its own."""
    who = party.number or party.trunk or ""
    key, collected = report.key, report.collected or None
    keys = ("keys", call.id, who)
    if not key:
        if not collected or recent.has(keys, at, INPUT):
            return ()
        # Its keys were not told one by one.
        key = collected
    elif _only_completes(report, call.id, who, recent, at):
        return ()
    moment = KeyPressed(id="", at=at, call=call.id, party=party, key=key)
    recent.put(keys, moment)
    return recent.once(
        ("key", call.id, who, report.index, key),
        at,
        lambda id: replace(moment, id=id, collected=collected),
    )


def _only_completes(report: Dtmf, call: CallId, who: str, recent: Recent, at: float) -> bool:
    """Tell whether a report repeats the last key of an input under an index beyond its end."""
    index = report.index
    if not report.collected or not (index.isascii() and index.isdecimal()) or len(index) > 3:
        return False
    before = str(int(index) - 1)
    return int(index) >= len(report.collected) and recent.has(
        ("key", call, who, before, report.key), at
    )


def prompt_ended(
    report: PlayPromptEnd, call: CallId, party: Party, recent: Recent, at: float
) -> tuple[Fact, ...]:
    """Tell that a prompt was played to its end."""
    who = party.number or party.trunk or ""
    return recent.once(
        ("prompt", call, who, report.prompt, report.ivr),
        at,
        lambda id: PromptEnded(
            id=id,
            at=at,
            call=call,
            party=party,
            prompt=report.prompt or None,
            menu=report.ivr or None,
        ),
    )


def inbound_requested(call: CallId, at: float) -> Fact:
    """Tell that a call waits for a decision; it does so once."""
    id = f"request/{call}"
    return Happened(moment=InboundRequested(id=id, at=at, call=call, deadline=at + PATIENCE))


def survey_answered(report: Satisfaction, call: KnownCall | None, at: float) -> tuple[Fact, ...]:
    """Tell of the answer to a survey; there is one after a call."""
    if not report.call or not report.key:
        return ()
    id = call.id if call else CallId(report.call)
    agent = call.took if call else None
    queue = QueueId(call.group) if call and call.group else None
    moment = SurveyAnswered(
        id=f"survey/{id}", at=at, call=id, key=report.key, queue=queue, agent=agent
    )
    return (Happened(moment=moment),)


def message_sent(report: SmsSent, at: float) -> tuple[Fact, ...]:
    """Tell what became of a text message."""
    if not report.sms:
        return ()
    delivered = report.status.lower() in _SENT
    id = f"message/{report.sms}/{delivered}"
    return (Happened(moment=MessageSent(id=id, at=at, message=report.sms, delivered=delivered)),)


def started(recent: Recent, at: float) -> tuple[Fact, ...]:
    """Tell that the PBX has started."""
    return _system(recent, at, SystemEventType.STARTED)


def configuration_changed(report: ConfigChange, recent: Recent, at: float) -> tuple[Fact, ...]:
    """Tell that an extension or a trunk was added, changed or deleted."""
    operation = _OPERATIONS.get(report.operation.lower(), report.operation.lower())
    kind = SystemEventType.CONFIGURATION_CHANGED
    return _system(recent, at, kind, report.kind.lower(), report.object, operation)


def agent_paused(report: QueueAutoPause, recent: Recent, at: float) -> tuple[Fact, ...]:
    """Tell that a queue has paused an agent."""
    kind = SystemEventType.AGENT_PAUSED
    return _system(recent, at, kind, "queue", _queue_in(report.queue), report.agent)


def agent_timed_out(report: QueueAgentTimeout, recent: Recent, at: float) -> tuple[Fact, ...]:
    """Tell that an agent let a call ring."""
    kind = SystemEventType.AGENT_TIMED_OUT
    queue = _queue_in(report.queue)
    return _system(recent, at, kind, "queue", queue, report.agent, about=report.call)


def _queue_in(name: str) -> str:
    """Give the number of a queue, also of `queue-6700`."""
    return name.lower().removeprefix("queue-")


def _system(
    recent: Recent, at: float, kind: SystemEventType, *what: str, about: str = ""
) -> tuple[Fact, ...]:
    """Tell of something that happened to the PBX itself: to what, to which one, and how."""
    object, name, detail = (text or None for text in (*what, "", "", "")[:3])
    return recent.once(
        (kind, *what, about),
        at,
        lambda id: SystemHappened(id=id, at=at, type=kind, object=object, name=name, detail=detail),
    )
