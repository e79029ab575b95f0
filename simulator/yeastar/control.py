"""Endpoints that end a call, put it on hold, or silence a party."""

from collections.abc import Callable

from ..office import Call, Direction, Office
from .box import Ask, Box
from .endpoint import Answer, Endpoint


def _to_extension(act: Callable[[Office, str], object]) -> Endpoint:
    """Return an endpoint that does something to the call of an extension."""

    def serve(box: Box, ask: Ask) -> Answer:
        [number] = ask.need("extid")
        act(box.office, number)
        return {}

    return serve


def hang_up_inbound(box: Box, ask: Ask) -> Answer:
    """End a call from outside by its id."""
    return _hang_up(box, box.outside_call(Direction.INBOUND, *ask.need("inboundid")))


def hang_up_outbound(box: Box, ask: Ask) -> Answer:
    """End a call to outside by its id."""
    return _hang_up(box, box.outside_call(Direction.OUTBOUND, *ask.need("outboundid")))


def _hang_up(box: Box, call: Call) -> Answer:
    box.office.hang_up(call.caller.number, call)
    return {}


ENDPOINTS: dict[str, Endpoint] = {
    "extension/hangup": _to_extension(Office.hang_up),
    "extension/hold": _to_extension(Office.hold),
    "extension/unhold": _to_extension(Office.resume),
    "extension/mute": _to_extension(Office.mute),
    "extension/unmute": _to_extension(Office.unmute),
    "inbound/hangup": hang_up_inbound,
    "outbound/hangup": hang_up_outbound,
}
