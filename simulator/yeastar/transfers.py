"""Endpoints that send a call elsewhere; no transfer ordered here is reported as one."""

from collections.abc import Callable
from dataclasses import dataclass

from ..office import Direction, Office
from .box import Ask, Box
from .endpoint import Answer, Endpoint


@dataclass(frozen=True, slots=True)
class Target:
    """A kind of destination."""

    key: str
    find: Callable[[Office, str], object] | None = None
    """Refuses what does not exist; without it any number will do."""
    needs_permission: bool = False


TARGETS = {
    "extension": Target("extid", Office.person),
    "ivr": Target("ivrid", Office.menu),
    "queue": Target("queueid", Office.queue),
    "ringgroup": Target("ringgroupid", Office.group),
    "outbound": Target("outto", needs_permission=True),
    "number": Target("number"),
}
OFFERED = {
    Direction.INBOUND: ("extension", "ivr", "queue", "ringgroup", "outbound", "number"),
    Direction.OUTBOUND: ("extension", "ivr", "outbound", "number"),
}


def _transfer(direction: Direction, target: Target) -> Endpoint:
    def serve(box: Box, ask: Ask) -> Answer:
        wanted, to = ask.need(f"{direction}id", target.key)
        if target.needs_permission:
            ask.need("fromext")
        call = box.outside_call(direction, wanted)
        if target.find is None:
            box.check_reachable(to)
        else:
            target.find(box.office, to)
        box.office.transfer_to(call, to, ask.fields.get("fromext") or None)
        return {"callid": box.ids.callid(call)}

    return serve


def transfer_call(box: Box, ask: Ask) -> Answer:
    """Let one party of any call leave it in favor of another number."""
    callid, leaving, to = ask.need("callid", "transferor", "transferto")
    call = box.call(callid)
    box.check_reachable(to)
    permission = ask.fields.get("fromext") or None
    box.office.transfer_to(call, to, permission, leaves=leaving)
    return {"callid": callid}


ENDPOINTS: dict[str, Endpoint] = {
    f"{direction}/transfer_{name}": _transfer(direction, TARGETS[name])
    for direction, names in OFFERED.items()
    for name in names
} | {"calltransfer": transfer_call}
