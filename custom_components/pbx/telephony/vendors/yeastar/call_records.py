"""Call records as the house knows them, from a report or from a row of the CDR file. Pure."""

from collections.abc import Container, Mapping
from datetime import UTC, datetime
from hashlib import blake2b
import json
import re
from typing import Final

from ...model import CallId, Direction, ExtensionId
from ...record import CallRecord, Outcome
from .reports import NewCdr

_DIRECTIONS: Final[Mapping[str, Direction]] = {
    # A call back joins two outside parties, and both were called.
    "callback": Direction.OUTBOUND,
    "inbound": Direction.INBOUND,
    "internal": Direction.INTERNAL,
    "outbound": Direction.OUTBOUND,
}
# Compared without blanks: `NO ANSWER` is also printed as one word. `ANSWERD` is in a table.
_OUTCOMES: Final[Mapping[str, Outcome]] = {
    "answerd": Outcome.ANSWERED,
    "answered": Outcome.ANSWERED,
    "busy": Outcome.BUSY,
    "failed": Outcome.FAILED,
    "noanswer": Outcome.NO_ANSWER,
    "noanswered": Outcome.NO_ANSWER,
    "voicemail": Outcome.VOICEMAIL,
}
# `6200(4002)`: the group or IVR that took the call, and the extension that rang last.
_THROUGH: Final = re.compile(r"([^()]*)\(([^()]+)\)")
_EXTENSION: Final = re.compile(r"\d{1,7}", re.ASCII)
_ZONE: Final = re.compile(
    r"(?:UTC|GMT)\s*(?:([+-])\s*(\d{1,2})(?::?(\d{2}))?)?\s*\Z", re.IGNORECASE
)
_TIME: Final = "%Y-%m-%d %H:%M:%S"


def zone_offset(system_time: str) -> float | None:
    """Read the seconds east of UTC in `2017-05-24 23:25:20 UTC-8`; None if it does not say."""
    if (found := _ZONE.search(system_time)) is None:
        return None
    sign, hours, minutes = found.groups()
    seconds = int(hours or 0) * 3600 + int(minutes or 0) * 60
    # No zone is further from Greenwich.
    if seconds > 14 * 3600:
        return None
    return float(-seconds if sign == "-" else seconds)


def call_record(
    report: NewCdr,
    offset: float | None,
    at: float | None,
    roster: Container[str] | None = None,
) -> CallRecord:
    """Tell what a record says.

    `offset` are the seconds that the clock of the PBX is ahead of UTC. Without it, or without a
    time that can be read, the begin is counted back from `at`, when the record was heard of.
    `roster` are the numbers of the extensions; without it they are told by the kind of the call.
    """
    direction = direction_of(report)
    group, callee = _split(report.target)
    extensions = _extensions(report.source, callee, direction, roster)
    if not group and roster is not None and direction is not Direction.OUTBOUND:
        # Nobody picked up, so it stands alone.
        is_group = _EXTENSION.fullmatch(callee) is not None and callee not in roster
        group = callee if is_group else ""
    local = _local(report.began)
    return CallRecord(
        id=_digest(report, local),
        call=CallId(report.call),
        direction=direction,
        outcome=outcome_of(report.status),
        began=_began(report, local, offset, at),
        caller=report.source or None,
        callee=callee or None,
        group=group or None,
        extensions=extensions,
        duration=report.duration,
        talk_duration=report.talked,
        ring_duration=report.agent_rang,
        trunk=report.inbound_trunk or report.outbound_trunk or None,
        did=report.did or None,
        recording=report.recording or None,
    )


def outcome_of(status: str) -> Outcome | None:
    """Read the status of a record, in every spelling; None for one that nobody knows."""
    return _OUTCOMES.get(_folded(status))


def direction_of(report: NewCdr) -> Direction | None:
    """Tell where a call came from and went to; a transfer only says so by its trunks."""
    if (known := _DIRECTIONS.get(report.kind.lower())) is not None:
        return known
    if report.inbound_trunk:
        return Direction.INBOUND
    return Direction.OUTBOUND if report.outbound_trunk else None


def _split(target: str) -> tuple[str, str]:
    """Give the group, if one is told, and whom the call reached."""
    if found := _THROUGH.fullmatch(target):
        return found[1].strip(), found[2].strip()
    return "", target


def _extensions(
    source: str, callee: str, direction: Direction | None, roster: Container[str] | None
) -> tuple[ExtensionId, ...]:
    """Give the extensions that a record names, the called one last."""
    numbers = []
    if direction is not Direction.INBOUND:
        numbers.append(_split(source)[1])
    if direction is not Direction.OUTBOUND:
        numbers.append(callee)
    return tuple(
        ExtensionId(number)
        for number in dict.fromkeys(numbers)
        if (number in roster if roster is not None else _EXTENSION.fullmatch(number))
    )


def _local(text: str) -> datetime | None:
    """Read the local time of the PBX; None for what is no time."""
    try:
        return datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


def _began(
    report: NewCdr, local: datetime | None, offset: float | None, at: float | None
) -> float | None:
    """Give the begin in seconds since 1970, UTC."""
    if offset is not None and local is not None:
        return local.timestamp() - offset
    if at is None or report.duration is None:
        return None
    return at - report.duration


def _folded(text: str) -> str:
    """Spell a word without blanks and case."""
    return "".join(text.split()).lower()


def _digest(report: NewCdr, local: datetime | None) -> str:
    """Name a record by its content, since several of one call are normal and none has an id.

    The file leaves out how long the agent's phone rang, so that does not count; nor does a PIN,
    which nobody shall find out by trying.
    """
    content = (
        report.call,
        local.isoformat() if local else report.began,
        report.source,
        report.target,
        report.duration,
        report.talked,
        report.inbound_trunk,
        report.outbound_trunk,
        outcome_of(report.status) or _folded(report.status),
        _folded(report.kind),
        report.recording,
        report.did,
    )
    return blake2b(json.dumps(content).encode(), digest_size=16).hexdigest()
