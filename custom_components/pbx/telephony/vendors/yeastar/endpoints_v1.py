"""The endpoints of the API before v2.0.0: one for each kind of thing that is called or dialed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from .operations import Endpoint, Operation, at

_OUTSIDE: Final = {"number": "outto", "permission": "fromext"}
_ALL: Final = "all"
_EXTENSION: Final = {"extension": "extid"}
_AUTO_ANSWER: Final = {"auto_answer": "autoanswer"}
_INBOUND: Final = {"call": "inboundid"}
_OUTBOUND: Final = {"call": "outboundid"}
_AGENT: Final = {"queue": "queueid", "agent": "extid", "pin": "password"}
_RECORDS: Final = {**_EXTENSION, "began": "starttime", "ended": "endtime"}

V1_0_1: Final[Mapping[Operation, Endpoint]] = MappingProxyType(
    {
        Operation.LOGIN: at("login"),
        Operation.HEARTBEAT: at("heartbeat"),
        Operation.LOGOUT: at("logout"),
        Operation.DEVICE: at("deviceinfo/query"),
        Operation.APPLY: at("apply"),
        Operation.EXTENSIONS: at("extensionlist/query"),
        Operation.EXTENSION: at("extension/query", **_EXTENSION),
        Operation.UPDATE_EXTENSION: at("extension/update", **_EXTENSION),
        Operation.TRUNKS: at("trunklist/query"),
        Operation.INBOUND: at("inbound/query", **_INBOUND),
        Operation.OUTBOUND: at("outbound/query", **_OUTBOUND),
        Operation.DIAL_EXTENSION: at("extension/dial_extension", **_AUTO_ANSWER),
        Operation.DIAL_OUTBOUND: at(
            "extension/dial_outbound", number="outto", **_EXTENSION, **_AUTO_ANSWER
        ),
        Operation.CALL_BACK: at("outbound/dial_outbound", **_OUTSIDE),
        Operation.DIAL_IVR_EXTENSION: at(
            "ivr/dial_extension", ivr="ivrid", **_EXTENSION, **_AUTO_ANSWER
        ),
        Operation.DIAL_IVR_OUTBOUND: at("ivr/dial_outbound", ivr="ivrid", **_OUTSIDE),
        Operation.DIAL_QUEUE: at("queue/dial_outbound", queue="queueid", **_OUTSIDE),
        Operation.DIAL_RING_GROUP: at(
            "ringgroup/dial_outbound", ring_group="ringgroupid", **_OUTSIDE
        ),
        Operation.HANG_UP_EXTENSION: at("extension/hangup", **_EXTENSION),
        Operation.HANG_UP_INBOUND: at("inbound/hangup", **_INBOUND),
        Operation.HANG_UP_OUTBOUND: at("outbound/hangup", **_OUTBOUND),
        Operation.HOLD: at("extension/hold", **_EXTENSION),
        Operation.UNHOLD: at("extension/unhold", **_EXTENSION),
        Operation.MUTE: at("extension/mute", **_EXTENSION),
        Operation.UNMUTE: at("extension/unmute", **_EXTENSION),
        Operation.LISTEN: at("extension/listen", by="listener", extension="listenedext"),
        Operation.WHISPER: at("extension/whisper", by="whisperer", extension="whisperedext"),
        Operation.BARGE: at("extension/barge", by="bargein", extension="bargedext"),
        Operation.TRANSFER_INBOUND_EXTENSION: at(
            "inbound/transfer_extension", **_INBOUND, **_EXTENSION
        ),
        Operation.TRANSFER_INBOUND_IVR: at("inbound/transfer_ivr", ivr="ivrid", **_INBOUND),
        Operation.TRANSFER_INBOUND_QUEUE: at("inbound/transfer_queue", queue="queueid", **_INBOUND),
        Operation.TRANSFER_INBOUND_RING_GROUP: at(
            "inbound/transfer_ringgroup", ring_group="ringgroupid", **_INBOUND
        ),
        Operation.TRANSFER_INBOUND_OUTBOUND: at(
            "inbound/transfer_outbound", **_INBOUND, **_OUTSIDE
        ),
        Operation.TRANSFER_OUTBOUND_EXTENSION: at(
            "outbound/transfer_extension", **_OUTBOUND, **_EXTENSION
        ),
        Operation.TRANSFER_OUTBOUND_IVR: at("outbound/transfer_ivr", ivr="ivrid", **_OUTBOUND),
        Operation.TRANSFER_OUTBOUND_OUTBOUND: at(
            "outbound/transfer_outbound", **_OUTBOUND, **_OUTSIDE
        ),
        Operation.ACCEPT: at("inbound/accept", **_INBOUND),
        Operation.REFUSE: at("inbound/refuse", **_INBOUND),
        Operation.IVRS: at("ivr/query", ivr="ivrid"),
        Operation.UPDATE_IVR: at("ivr/update", ivr="ivrid"),
        Operation.QUEUES: at("queue/query", queue="queueid"),
        Operation.UPDATE_QUEUE: at("queue/update", queue="queueid"),
        Operation.ADD_WAKE_UP: at("wakeupcall/create", wake_up="wakeup", **_EXTENSION),
        Operation.WAKE_UPS: at("wakeupcall/query", **_EXTENSION),
        Operation.UPDATE_WAKE_UP: at("wakeupcall/update", wake_up="wakeup", **_EXTENSION),
        Operation.REMOVE_WAKE_UP: at("wakeupcall/delete", **_EXTENSION),
        Operation.PROMPT_EXTENSION: at("extension/playprompt", **_EXTENSION, **_AUTO_ANSWER),
        Operation.PROMPT_OUTBOUND: at("outbound/playprompt", **_OUTSIDE),
        Operation.RECORDING: at("recording/get_random"),
        Operation.DOWNLOAD_RECORDING: at("recording/download"),
        Operation.SEND_MESSAGE: at("sms/send", number="phonenumber", text="message"),
    }
)

# The log of changes names the first two of these before v1.1.0; no document says which paths then.
V1_1_0: Final[Mapping[Operation, Endpoint]] = MappingProxyType(
    {
        **V1_0_1,
        Operation.TRANSFER_INBOUND_NUMBER: at(
            "inbound/transfer_number", permission="fromext", **_INBOUND
        ),
        Operation.TRANSFER_OUTBOUND_NUMBER: at(
            "outbound/transfer_number", permission="fromext", **_OUTBOUND
        ),
        Operation.TRANSFER_CALL: at(
            "calltransfer", call="callid", number="transferto", permission="fromext"
        ),
        Operation.SIP_TRUNKS: at("siptrunk/query", everything=_ALL, trunk="trunkname"),
        Operation.INBOUND_ROUTES: at("inroute/query", everything=_ALL, route="name"),
        Operation.OUTBOUND_ROUTES: at("outroute/query", everything=_ALL, route="name"),
        Operation.PAGING_GROUPS: at("paginggroup/query", everything=_ALL, group="number"),
        Operation.QUEUE_STATUS: at("queuestatus/query", queue="queueid"),
        Operation.ADD_AGENT: at("queue/add_dynamicagent", **_AGENT),
        Operation.REMOVE_AGENT: at("queue/del_dynamicagent", **_AGENT),
        Operation.PAUSE_AGENT: at("queue/pause_agent", **_AGENT),
        Operation.UNPAUSE_AGENT: at("queue/unpause_agent", **_AGENT),
        Operation.RECORDS: at("cdr/get_random", everything=_ALL, **_RECORDS),
        Operation.DOWNLOAD_RECORDS: at("cdr/download", everything=_ALL, **_RECORDS),
    }
)
