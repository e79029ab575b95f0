"""Endpoints that ask."""

from collections.abc import Iterable
import datetime as dt
from typing import Any

from ..office import Call, Direction, Leg, LegState, Person, Trunk
from ..office.calls import Machine
from .box import Ask, Box
from .endpoint import Endpoint
from .ids import is_outside
from .records import settings
from .words import call_status, listed_status, trunk_status

# How many extensions this model takes.
CAPACITY = 100


def deviceinfo(box: Box, _: Ask) -> dict[str, Any]:
    """Describe the box."""
    now = box.clock.now()
    local = dt.datetime.fromtimestamp(now, box.zone)
    hours, rest = divmod(int(now - box.started), 3600)
    offset = int(box.zone.utcoffset(None).total_seconds()) // 3600
    people = len(box.office.people)
    return {
        "deviceinfo": {
            "devicename": box.firmware.device,
            "sn": box.serial,
            "hardwarever": "V1.30 0000-0000",
            "firmwarever": box.firmware.number,
            "systemtime": f"{local:%Y-%m-%d %H:%M:%S} UTC{offset:+d}",
            "uptime": f"{hours:02}:{rest // 60:02}:{rest % 60:02}",
            "extensionstatus": f"{people}/{max(people, CAPACITY)}",
        }
    }


def extension_list(box: Box, _: Ask) -> dict[str, Any]:
    """List everybody with the state of their line."""
    return {"extlist": [_listed(box, person) for person in box.people(None)]}


def _listed(box: Box, person: Person) -> dict[str, str]:
    status = box.office.line_status(person.number)
    entry = {
        "extnumber": person.number,
        "status": listed_status(person, status),
        "type": person.kind.value,
    }
    if person.port:
        entry["port"] = person.port
    return entry | {"username": person.name, "agentid": person.agent_id}


def extensions(box: Box, ask: Ask) -> dict[str, Any]:
    """Describe some or all extensions, with their calls and their clear-text secrets."""
    people = box.people(ask.fields.get("extid"))
    return {"extinfos": [settings(_listed(box, x), x) | _calls(box, x) for x in people]}


def _calls(box: Box, person: Person) -> dict[str, Any]:
    """Return a person's calls by kind: one as an object, several as an array."""
    found: dict[str, list[dict[str, str]]] = {}
    for call in box.office.calls_of(person.number):
        leg = call.leg_of(person.number)
        if leg is None or leg.state is LegState.WAITING:
            continue
        other = call.other(leg)
        if call.direction is not Direction.INTERNAL:
            kind, fields = box.ids.outside(call)
        elif other is not None:
            kind, fields = box.ids.member(call, other)
        else:
            continue
        found.setdefault(kind, []).append(fields)
    return {kind: x[0] if len(x) == 1 else x for kind, x in found.items()}


def trunk_list(box: Box, _: Ask) -> dict[str, Any]:
    """List the trunks with their state."""
    used = {call.trunk for call in box.office.calls}
    return {"trunklist": [_trunk(x, x in used) for x in box.office.trunks.values()]}


def _trunk(trunk: Trunk, in_use: bool) -> dict[str, str]:
    entry = {
        "trunkname": trunk.name,
        "status": trunk_status(trunk, in_use=in_use),
        "type": trunk.kind.value,
    }
    return entry | ({"port": trunk.port} if trunk.port else {})


def inbound(box: Box, ask: Ask) -> dict[str, Any]:
    """List calls from outside, with whom they reach."""
    calls = _wanted(box, ask, Direction.INBOUND, "inboundid")
    return {"inbound": [_query(box, x) | {"callee": _callees(box, x)} for x in calls]}


def outbound(box: Box, ask: Ask) -> dict[str, Any]:
    """List calls to outside."""
    calls = _wanted(box, ask, Direction.OUTBOUND, "outboundid")
    return {"outbound": [_query(box, call) for call in calls]}


def _wanted(box: Box, ask: Ask, direction: Direction, key: str) -> Iterable[Call]:
    ids = ask.fields.get(key)
    for call in box.office.calls:
        if call.direction is not direction:
            continue
        if ids is None or box.ids.outside_id(call) in ids.split(","):
            yield call


def _query(box: Box, call: Call) -> dict[str, Any]:
    kind, fields = box.ids.outside(call)
    key = f"{kind}id"
    own = {key: fields.pop(key)}
    return own | fields | {"status": call_status(call)}


def _callees(box: Box, call: Call) -> list[dict[str, str]]:
    if call.machine is Machine.MENU:
        return [{"ivrid": call.menu}]
    called = (leg for leg in call.alive if leg is not call.caller)
    return [_callee(box, call, leg) for leg in called]


def _callee(box: Box, call: Call, leg: Leg) -> dict[str, str]:
    outside = {"outboundid": box.ids.outside_id(call)}
    return outside if is_outside(leg) else {"extid": leg.number}


ENDPOINTS: dict[str, Endpoint] = {
    "deviceinfo/query": deviceinfo,
    "extensionlist/query": extension_list,
    "extension/query": extensions,
    "trunklist/query": trunk_list,
    "inbound/query": inbound,
    "outbound/query": outbound,
}
