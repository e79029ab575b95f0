"""Endpoints that place calls."""

from collections.abc import Callable

from ..office import Office
from .box import Ask, Box
from .endpoint import Answer, Endpoint


def dial(box: Box, ask: Ask, caller: str, to: str) -> Answer:
    """Ring the caller's phone; the other follows when it is picked up."""
    box.check_reachable(to)
    call = box.office.dial_for(caller, to)
    callid = box.ids.callid(call)
    if ask.fields.get("autoanswer", "no") == "yes":
        box.office.answer(caller, call)
    return {"callid": callid}


def connect(box: Box, first: str, second: str, permission: str) -> Answer:
    """Call somebody outside, then connect them with a machine or somebody else outside."""
    return {"callid": box.ids.callid(box.office.dial_between(first, second, permission))}


def dial_extension(box: Box, ask: Ask) -> Answer:
    """Dial from one extension to another number inside."""
    caller, callee = ask.need("caller", "callee")
    return dial(box, ask, caller, callee)


def dial_outbound(box: Box, ask: Ask) -> Answer:
    """Dial from an extension to a number outside."""
    caller, number = ask.need("extid", "outto")
    return dial(box, ask, caller, number)


def dial_back(box: Box, ask: Ask) -> Answer:
    """Connect two parties outside; the first is called first."""
    return connect(box, *ask.need("caller", "outto", "fromext"))


def dial_menu(box: Box, ask: Ask) -> Answer:
    """Ring an extension, then let a menu speak to it."""
    menu, extension = ask.need("ivrid", "extid")
    box.office.menu(menu)
    return dial(box, ask, extension, menu)


def _from_machine(key: str, find: Callable[[Office, str], object]) -> Endpoint:
    """Return an endpoint that calls outside from a menu, a queue or a ring group."""

    def serve(box: Box, ask: Ask) -> Answer:
        machine, number, permission = ask.need(key, "outto", "fromext")
        find(box.office, machine)
        return connect(box, machine, number, permission)

    return serve


ENDPOINTS: dict[str, Endpoint] = {
    "extension/dial_extension": dial_extension,
    "extension/dial_outbound": dial_outbound,
    "outbound/dial_outbound": dial_back,
    "ivr/dial_extension": dial_menu,
    "ivr/dial_outbound": _from_machine("ivrid", Office.menu),
    "queue/dial_outbound": _from_machine("queueid", Office.queue),
    "ringgroup/dial_outbound": _from_machine("ringgroupid", Office.group),
}
