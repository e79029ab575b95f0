"""What the endpoints of the older versions are called in version 2.0.0."""

from dataclasses import dataclass, field, replace
from typing import Any

from .box import Ask, Box
from .endpoint import Answer, Download, Endpoint

# Names that are new everywhere; the documents rename these keys without exception.
KEYS = {"extnumber": "number", "extid": "number", "trunk": "trunkname"}
EVERYTHING = "all"


@dataclass(frozen=True, slots=True)
class Renamed:
    """An older endpoint under a newer name; unknown fields pass unchanged."""

    older: str
    fields: dict[str, str] = field(default_factory=dict)
    """Newer names of fields, with the older ones."""
    keys: dict[str, str] = field(default_factory=dict)
    """Older names in answers, with the newer ones."""
    selects: str = ""
    """The older field that selects: required now, and `all` stands for its absence."""


EXTENSION = {"number": "extid"}
AGENT = {"queuenumber": "queueid", "extnumber": "extid"}
QUEUE_KEYS = {"queuenumber": "number"}
PAGING_KEYS = {
    "duplex": "type",
    "allowexten": "member",
    "allowextengroup": "membergroup",
    "enablekeyhanup": "enabledialtoanswer",
}

RENAMED: dict[str, Renamed] = {
    "logout": Renamed("logout"),
    "heartbeat": Renamed("heartbeat"),
    "deviceinfo/query": Renamed("deviceinfo/query"),
    "extension/list": Renamed("extensionlist/query", keys=KEYS),
    "extension/query": Renamed("extension/query", EXTENSION, KEYS, "extid"),
    "extension/update": Renamed("extension/update", EXTENSION),
    "ivr/query": Renamed("ivr/query", {"number": "ivrid"}, {"ivrnumber": "number"}, "ivrid"),
    "ivr/update": Renamed("ivr/update", {"number": "ivrid"}),
    "queue/query": Renamed("queue/query", {"number": "queueid"}, QUEUE_KEYS, "queueid"),
    "queue/update": Renamed("queue/update", {"number": "queueid"}),
    "queue/query_status": Renamed("queuestatus/query", {"number": "queueid"}, QUEUE_KEYS),
    "queue/add_dynamicagent": Renamed("queue/add_dynamicagent", AGENT),
    "queue/del_dynamicagent": Renamed("queue/del_dynamicagent", AGENT),
    "queue/pause_agent": Renamed("queue/pause_agent", AGENT),
    "queue/unpause_agent": Renamed("queue/unpause_agent", AGENT),
    "wakeupcall/create": Renamed("wakeupcall/create", EXTENSION),
    "wakeupcall/query": Renamed("wakeupcall/query", EXTENSION, {"extid": "number"}),
    "wakeupcall/update": Renamed("wakeupcall/update", EXTENSION),
    "wakeupcall/delete": Renamed("wakeupcall/delete", EXTENSION),
    "hotel/checkout": Renamed("hotel/checkout", EXTENSION),
    "recording/get_random": Renamed("recording/get_random"),
    "recording/download": Renamed("recording/download"),
    "cdr/get_random": Renamed("cdr/get_random", EXTENSION, {"extid": "number"}),
    "cdr/download": Renamed("cdr/download", EXTENSION),
    "sms/send": Renamed("sms/send"),
    "inroute/query": Renamed("inroute/query", {"id": "name"}),
    "outroute/query": Renamed("outroute/query", {"id": "name"}),
    "trunk/query_siptrunk": Renamed("siptrunk/query", {"id": "trunkname"}),
    "paginggroup/query": Renamed("paginggroup/query", keys=PAGING_KEYS),
}


def as_newer(renamed: Renamed, endpoint: Endpoint) -> Endpoint:
    """Serve an older endpoint under the newer names."""

    def serve(box: Box, ask: Ask) -> Answer:
        answer: Answer = _rename(endpoint(box, _older(renamed, ask)), renamed.keys)
        return answer

    return serve


def download_as_newer(renamed: Renamed, download: Download) -> Download:
    """Serve an older download under the newer names."""
    return lambda box, ask: download(box, _older(renamed, ask))


def _older(renamed: Renamed, ask: Ask) -> Ask:
    fields: dict[str, str] = _rename_keys(ask.fields, renamed.fields)
    body: dict[str, Any] = _rename_keys(ask.body, renamed.fields)
    asked = replace(ask, fields=fields, body=body)
    if renamed.selects and asked.need(renamed.selects) == [EVERYTHING]:
        fields.pop(renamed.selects)
        body.pop(renamed.selects, None)
    return asked


def _rename_keys[T](fields: dict[str, T], names: dict[str, str]) -> dict[str, T]:
    return {names.get(key, key): value for key, value in fields.items()}


def _rename(value: Any, names: dict[str, str]) -> Any:
    match value:
        case dict():
            return {names.get(key, key): _rename(item, names) for key, item in value.items()}
        case list():
            return [_rename(item, names) for item in value]
    return value
