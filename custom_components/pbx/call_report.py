"""How a call of the log is shown: to templates, and to who calls an action."""

from homeassistant.util import dt as dt_util

from .coordinator import PbxCoordinator
from .telephony import selectors
from .telephony.call_log import CallEntry
from .telephony.commands import Plain


def report_of(coordinator: PbxCoordinator, entry: CallEntry) -> dict[str, Plain]:
    """Say what is known of a call; what is not known is None."""
    return {
        "call_id": entry.call,
        "direction": entry.direction.value if entry.direction else None,
        "outcome": entry.outcome.value,
        "missed": entry.missed,
        "began": moment(entry.began),
        "ended": moment(entry.ended),
        "duration": entry.duration,
        "talk_duration": entry.talk_duration,
        "number": entry.number,
        "number_formatted": coordinator.names.formatted(entry.number),
        "name": entry.name,
        "caller": entry.caller,
        "caller_name": entry.caller_name,
        "callee": entry.callee,
        "callee_name": entry.callee_name,
        "extensions": [
            selectors.number_or_id(coordinator.state, each) for each in entry.extensions
        ],
        "trunk": entry.trunk,
        "group": entry.group,
        "did": entry.did,
        "recording": entry.recording,
    }


def moment(seconds: float | None) -> str | None:
    """Say a time as everybody can read it."""
    return None if seconds is None else dt_util.utc_from_timestamp(seconds).isoformat()
