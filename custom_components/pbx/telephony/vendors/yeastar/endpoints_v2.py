"""The endpoints of API v2.0.0: calls are named by the channel of one of their members.

The documents of this product give the fields of hang-up, hold, dial and attended transfer only.
Those of transfer, monitoring and prompts are printed for its sisters, K2 and Cloud PBX, which speak
the same version; the rest follows from these.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from .operations import Endpoint, Operation, at

_ALL: Final = "all"
_CHANNEL: Final = {"call": "channelid"}
_NUMBER: Final = {"extension": "number"}
_PERMISSION: Final = {"permission": "dialpermission"}
_AGENT: Final = {"queue": "queuenumber", "agent": "extnumber", "pin": "password"}
# Which of the three is meant is told by `type`.
_MONITOR: Final = at("call/listen", by="monitor")
_RECORDS: Final = {**_NUMBER, "began": "starttime", "ended": "endtime"}

V2_0_0: Final[Mapping[Operation, Endpoint]] = MappingProxyType(
    {
        Operation.LOGIN: at("login"),
        Operation.HEARTBEAT: at("heartbeat"),
        Operation.LOGOUT: at("logout"),
        Operation.DEVICE: at("deviceinfo/query"),
        Operation.EXTENSIONS: at("extension/list"),
        Operation.EXTENSION: at("extension/query", everything=_ALL, **_NUMBER),
        Operation.UPDATE_EXTENSION: at("extension/update", **_NUMBER),
        Operation.EXTENSION_CALLS: at("extension/query_call", everything=_ALL, **_NUMBER),
        Operation.TRUNKS: at("trunk/list"),
        Operation.SIP_TRUNKS: at("trunk/query_siptrunk", everything=_ALL, trunk="id"),
        Operation.INBOUND_ROUTES: at("inroute/query", everything=_ALL, route="id"),
        Operation.OUTBOUND_ROUTES: at("outroute/query", everything=_ALL, route="id"),
        Operation.PAGING_GROUPS: at("paginggroup/query", everything=_ALL, group="number"),
        Operation.CALLS: at("call/query", call="callid", direction="type"),
        Operation.DIAL: at("call/dial", auto_answer="autoanswer", **_PERMISSION),
        Operation.HANG_UP: at("call/hangup", **_CHANNEL),
        Operation.HOLD: at("call/hold", **_CHANNEL),
        Operation.UNHOLD: at("call/unhold", **_CHANNEL),
        Operation.MUTE: at("call/mute", **_CHANNEL),
        Operation.UNMUTE: at("call/unmute", **_CHANNEL),
        Operation.LISTEN: _MONITOR,
        Operation.WHISPER: _MONITOR,
        Operation.BARGE: _MONITOR,
        Operation.TRANSFER: at("call/transfer", **_CHANNEL, **_PERMISSION),
        Operation.ACCEPT: at("call/accept_inbound", **_CHANNEL),
        Operation.REFUSE: at("call/refuse_inbound", **_CHANNEL),
        Operation.IVRS: at("ivr/query", everything=_ALL, ivr="number"),
        Operation.UPDATE_IVR: at("ivr/update", ivr="number"),
        Operation.QUEUES: at("queue/query", everything=_ALL, queue="number"),
        Operation.UPDATE_QUEUE: at("queue/update", queue="number"),
        Operation.QUEUE_STATUS: at("queue/query_status", queue="number"),
        Operation.ADD_AGENT: at("queue/add_dynamicagent", **_AGENT),
        Operation.REMOVE_AGENT: at("queue/del_dynamicagent", **_AGENT),
        Operation.PAUSE_AGENT: at("queue/pause_agent", **_AGENT),
        Operation.UNPAUSE_AGENT: at("queue/unpause_agent", **_AGENT),
        Operation.ADD_WAKE_UP: at("wakeupcall/create", wake_up="wakeup", **_NUMBER),
        Operation.WAKE_UPS: at("wakeupcall/query", **_NUMBER),
        Operation.UPDATE_WAKE_UP: at("wakeupcall/update", wake_up="wakeup", **_NUMBER),
        Operation.REMOVE_WAKE_UP: at("wakeupcall/delete", **_NUMBER),
        Operation.PROMPT_EXTENSION: at("call/playprompt", auto_answer="autoanswer", **_NUMBER),
        Operation.PROMPT_OUTBOUND: at("call/playprompt", **_PERMISSION),
        Operation.RECORDING: at("recording/get_random"),
        Operation.DOWNLOAD_RECORDING: at("recording/download"),
        Operation.RECORDS: at("cdr/get_random", everything=_ALL, **_RECORDS),
        Operation.DOWNLOAD_RECORDS: at("cdr/download", everything=_ALL, **_RECORDS),
        Operation.SEND_MESSAGE: at("sms/send", number="phonenumber", text="message"),
        Operation.CONTACTS: at("companycontacts/query", everything=_ALL, contact="id"),
    }
)
