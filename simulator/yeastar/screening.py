"""Calls from outside that a program lets in or sends away."""

from collections.abc import Callable

from ..office import Call, Direction, Office
from .box import Ask, Box
from .endpoint import Answer, Endpoint


def _decide(act: Callable[[Office, Call], None]) -> Endpoint:
    def serve(box: Box, ask: Ask) -> Answer:
        [wanted] = ask.need("inboundid")
        act(box.office, box.outside_call(Direction.INBOUND, wanted))
        return {}

    return serve


ENDPOINTS: dict[str, Endpoint] = {
    "inbound/accept": _decide(Office.accept),
    "inbound/refuse": _decide(Office.refuse),
}
