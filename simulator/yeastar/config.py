"""Lines, routes and paging groups, as an administrator has set them up."""

from collections.abc import Iterable

from ..office import Trunk, TrunkKind
from .box import Ask, Box
from .endpoint import Answer, Endpoint
from .errors import ApiError

EVERYTHING = "all"
NO_SIP_TRUNK, NO_INBOUND_ROUTE, NO_OUTBOUND_ROUTE = "10062", "10072", "10082"

type Entries = list[dict[str, str]]


def _chosen(ask: Ask, key: str, entries: Entries, names: tuple[str, ...], errno: str) -> Entries:
    """Return the entries that a request names by any of some fields, or all of them."""
    [wanted] = ask.need(key)
    if wanted == EVERYTHING:
        return entries
    found = []
    for name in (each.strip() for each in wanted.split(",")):
        matching = [x for x in entries if name and name in (x[field] for field in names)]
        if name and not matching:
            raise ApiError(errno)
        found += matching
    return found


def inbound_routes(box: Box, ask: Ask) -> Answer:
    """Describe where calls from outside go."""
    entries = [
        {
            "id": route.id,
            "name": route.name,
            "did": route.did,
            "caller_id": route.caller_id,
            "trunks": ",".join(route.trunks),
            "desttype": route.kind,
            "dest": route.destination,
        }
        for route in box.office.inbound_routes
    ]
    return {"inroutes": _chosen(ask, "name", entries, ("name", "id"), NO_INBOUND_ROUTE)}


def outbound_routes(box: Box, ask: Ask) -> Answer:
    """Describe who may dial what outside, and how."""
    entries = [
        {
            "id": route.id,
            "name": route.name,
            "prefix": route.prefix,
            "strip": route.strip,
            "prepend": route.prepend,
            "trunks": ",".join(route.trunks),
            "extensions": ",".join(route.extensions),
            "extensionsgroup": "",
        }
        for route in box.office.outbound_routes
    ]
    return {"outroutes": _chosen(ask, "name", entries, ("name", "id"), NO_OUTBOUND_ROUTE)}


def sip_trunks(box: Box, ask: Ask) -> Answer:
    """Describe the lines that are made of SIP, with their clear-text secrets."""
    entries = [
        _sip_trunk(number, trunk)
        for number, trunk in enumerate(box.office.trunks.values(), 1)
        if trunk.kind is TrunkKind.SIP
    ]
    return {"trunks": _chosen(ask, "trunkname", entries, ("trunkname", "id"), NO_SIP_TRUNK)}


def _sip_trunk(number: int, trunk: Trunk) -> dict[str, str]:
    return {
        "id": str(number),
        "trunkname": trunk.name,
        "trunktype": "register",
        "host": "sip.example.com",
        "port": "5060",
        "domain": "sip.example.com",
        "username": f"line{number}",
        "authname": f"line{number}",
        "fromuser": "",
        "password": f"Line{number}Secret",
        "extensionsdod": "",
        "extensionsgroupdod": "",
    }


def paging_groups(box: Box, ask: Ask) -> Answer:
    """Describe who hears an announcement."""
    entries = [
        {
            "id": group.id,
            "number": group.number,
            "name": group.name,
            "duplex": group.kind,
            "allowexten": _list(group.members),
            "allowextengroup": "",
            "enablekeyhanup": "no",
            "multicastip": "",
        }
        for group in box.office.paging_groups
    ]
    return {"paginggroup": _chosen(ask, "number", entries, ("number",), "10011")}


def _list(numbers: Iterable[str]) -> str:
    return "".join(f"{number}," for number in numbers)


ENDPOINTS: dict[str, Endpoint] = {
    "inroute/query": inbound_routes,
    "outroute/query": outbound_routes,
    "siptrunk/query": sip_trunks,
    "paginggroup/query": paging_groups,
}
