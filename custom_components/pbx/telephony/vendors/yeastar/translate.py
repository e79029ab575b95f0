"""Reports -> facts. Pure: no I/O and no clock; what reports leave out comes from `calls`."""

from dataclasses import replace

from ...facts import Fact, RecordIs
from .call_records import call_record
from .call_reports import call_report, handed_on, waits
from .calls import Calls
from .happenings import (
    agent_paused,
    agent_timed_out,
    configuration_changed,
    message_sent,
    started,
    survey_answered,
)
from .inputs import key_is, prompt_is
from .parties import Roster
from .phones import extension_status
from .records import record_is
from .reports import (
    Alert,
    Answer,
    Answered,
    BootUp,
    Bye,
    CallFailed,
    CallStatus,
    ConferenceStatus,
    ConfigChange,
    Dtmf,
    ExtensionStatus,
    Incoming,
    Invite,
    NewCdr,
    PlayPromptEnd,
    QueueAgentTimeout,
    QueueAutoPause,
    Report,
    Ring,
    Satisfaction,
    SmsSent,
    Transfer,
)
from .statuses import call_status


def translate(
    report: Report, calls: Calls, roster: Roster, at: float, offset: float | None = None
) -> tuple[Fact, ...]:
    """Say what a report means; a repeated one means nothing new.

    `offset` are the seconds that the clock of the PBX is ahead of UTC.
    """
    match report:
        case ExtensionStatus():
            return tuple(extension_status(report, calls, roster, at))
        case CallStatus() | ConferenceStatus():
            return tuple(call_status(report, calls, roster, at))
        case Alert() | Ring() | Answer() | Answered() | Bye() | CallFailed():
            return tuple(call_report(report, calls, roster, at))
        case Invite() | Incoming():
            return tuple(waits(report, calls, roster, at))
        case NewCdr() if report.call:
            record = call_record(report, offset, at, roster)
            facts = record_is(report, record, calls, roster, at)
            # The call may have been known before anybody said this name of it.
            known = calls.named(report.call)
            return (*facts, RecordIs(record=replace(record, call=known.id) if known else record))
        case Transfer():
            handed_on(report, calls)
    return _in_a_moment(report, calls, roster, at)


def _in_a_moment(report: Report, calls: Calls, roster: Roster, at: float) -> tuple[Fact, ...]:
    """Say what happened without lasting."""
    match report:
        case Dtmf():
            return key_is(report, calls, roster, at)
        case PlayPromptEnd():
            return prompt_is(report, calls, roster, at)
        case Satisfaction():
            return survey_answered(report, calls.named(report.call), at)
        case SmsSent():
            return message_sent(report, at)
        case BootUp():
            return started(calls.recent, at)
        case ConfigChange():
            return configuration_changed(report, calls.recent, at)
        case QueueAutoPause():
            return agent_paused(report, calls.recent, at)
        case QueueAgentTimeout():
            return agent_timed_out(report, calls.recent, at)
    return ()
