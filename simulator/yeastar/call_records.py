"""The record of a call on the wire, whatever the place in which it is shown."""

from ..office import Outcome
from ..office.records import Record
from .ids import CallIds

STATUS = {
    Outcome.ANSWERED: "ANSWERED",
    Outcome.NO_ANSWER: "NO ANSWER",
    Outcome.BUSY: "BUSY",
    Outcome.FAILED: "FAILED",
    Outcome.VOICEMAIL: "VOICEMAIL",
}


def record_fields(record: Record, ids: CallIds) -> dict[str, str]:
    """Return all fields of a record, in the order of the wire; some are empty."""
    rang = record.agent_rang
    return {
        "callid": ids.callid(record.call),
        "timestart": f"{record.began:%Y-%m-%d %H:%M:%S}",
        "callfrom": record.calling,
        "callto": record.called,
        # Both misspellings are the protocol's.
        "callduraction": str(record.seconds),
        "talkduraction": str(record.talked),
        "srctrunkname": record.trunk_in,
        "desttrunkname": record.trunk_out,
        "pincode": "",
        "status": STATUS[record.outcome],
        "type": record.kind.value,
        "recording": record.recording,
        "didnumber": record.did,
        "agentringtime": "" if rang is None else str(rang),
    }
