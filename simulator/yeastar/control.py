"""Endpoints that do something to calls."""

from typing import Any

from ..office import Direction
from .box import Ask, Box
from .errors import ApiError


def dial_extension(box: Box, ask: Ask) -> dict[str, Any]:
    """Ring the caller's phone; the callee's follows when it is picked up."""
    caller, callee = ask.need("caller", "callee")
    if callee not in box.office.groups:
        box.office.person(callee)
    return _dial(box, ask, caller, callee)


def dial_outbound(box: Box, ask: Ask) -> dict[str, Any]:
    """Ring a phone, then dial a number outside."""
    caller, number = ask.need("extid", "outto")
    return _dial(box, ask, caller, number)


def _dial(box: Box, ask: Ask, caller: str, to: str) -> dict[str, Any]:
    auto_answer = ask.fields.get("autoanswer", "no") == "yes"
    call = box.office.dial_for(caller, to)
    callid = box.ids.callid(call)
    if auto_answer:
        box.office.answer(caller, call)
    return {"callid": callid}


def hang_up_extension(box: Box, ask: Ask) -> dict[str, Any]:
    """End the call of an extension."""
    [number] = ask.need("extid")
    box.office.hang_up(number)
    return {}


def hold(box: Box, ask: Ask) -> dict[str, Any]:
    """Put the call of an extension on hold."""
    [number] = ask.need("extid")
    box.office.hold(number)
    return {}


def unhold(box: Box, ask: Ask) -> dict[str, Any]:
    """Take the call of an extension back."""
    [number] = ask.need("extid")
    box.office.resume(number)
    return {}


def hang_up_inbound(box: Box, ask: Ask) -> dict[str, Any]:
    """End a call from outside by its id."""
    return _hang_up(box, ask, Direction.INBOUND, "inboundid")


def hang_up_outbound(box: Box, ask: Ask) -> dict[str, Any]:
    """End a call to outside by its id."""
    return _hang_up(box, ask, Direction.OUTBOUND, "outboundid")


def _hang_up(box: Box, ask: Ask, direction: Direction, key: str) -> dict[str, Any]:
    [wanted] = ask.need(key)
    for call in box.office.calls:
        if call.direction is direction and box.ids.outside_id(call) == wanted:
            box.office.hang_up(call.caller.number, call)
            return {}
    raise ApiError("10007")
