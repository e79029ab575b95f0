"""The `call` endpoints of version 2.0.0, which name one leg of a call by its channel."""

from collections.abc import Callable

from ..office import Call, Leg
from . import dialing
from .box import Ask, Box
from .endpoint import Answer, Endpoint
from .ids import is_outside

# The documents give the fields of hang-up, hold and attended transfer only.
CHANNEL = "channelid"
TO = "tonumber"
LISTENER = "fromnumber"
PERMISSION = "dialpermission"

type Act = Callable[[Box, Ask, Call, Leg], Call | None]


def dial(box: Box, ask: Ask) -> Answer:
    """Connect any two numbers; who is no extension needs the permission of one."""
    caller, callee = ask.need("caller", "callee")
    if caller in box.office.people:
        return dialing.dial(box, ask, caller, callee)
    [permission] = ask.need(PERMISSION)
    box.check_reachable(caller)
    return dialing.connect(box, caller, callee, permission)


def _to_channel(act: Act) -> Endpoint:
    """Return an endpoint that does something to one leg, and answers with the call's id."""

    def serve(box: Box, ask: Ask) -> Answer:
        [name] = ask.need(CHANNEL)
        call, leg = box.channels.find(name)
        return {"callid": box.ids.callid(act(box, ask, call, leg) or call)}

    return serve


def transfer(box: Box, ask: Ask, call: Call, leg: Leg) -> None:
    """Let an extension leave its call, or send an outside party elsewhere."""
    [to] = ask.need(TO)
    box.check_reachable(to)
    leaving = None if is_outside(leg) else leg.number
    permission = ask.fields.get(PERMISSION) or None
    box.office.transfer_to(call, to, permission, leaves=leaving)


def consult(box: Box, ask: Ask, call: Call, leg: Leg) -> Call:
    """Put the call on hold and let its party ask somebody first."""
    [to] = ask.need(TO)
    box.check_reachable(to)
    box.office.hold(leg.number, call)
    return box.office.dial(leg.number, to)


def _monitor(mode: str) -> Act:
    def act(box: Box, ask: Ask, _: Call, leg: Leg) -> None:
        [listener] = ask.need(LISTENER)
        box.office.monitor(listener, leg.number, mode)

    return act


ACTS: dict[str, Act] = {
    "call/hangup": lambda box, _, call, leg: box.office.hang_up(leg.number, call),
    "call/hold": lambda box, _, call, leg: box.office.hold(leg.number, call),
    "call/unhold": lambda box, _, call, leg: box.office.resume(leg.number, call),
    "call/mute": lambda box, _, call, leg: box.office.mute(leg.number, call),
    "call/unmute": lambda box, _, call, leg: box.office.unmute(leg.number, call),
    "call/accept_inbound": lambda box, _, call, __: box.office.accept(call),
    "call/refuse_inbound": lambda box, _, call, __: box.office.refuse(call),
    "call/transfer": transfer,
    "call/attended_transfer": consult,
    "call/listen": _monitor("listen"),
    "call/whisper": _monitor("whisper"),
    "call/barge": _monitor("barge"),
}
ENDPOINTS: dict[str, Endpoint] = {
    "call/dial": dial,
    **{name: _to_channel(act) for name, act in ACTS.items()},
}
