"""The `call` endpoints of version 2.0.0, which name one leg of a call by its channel."""

from collections.abc import Callable

from ..office import Call, Leg
from ..office.programs import CONNECTED
from . import dialing, prompts
from .box import Ask, Box
from .endpoint import Answer, Endpoint
from .errors import ApiError
from .switches import number_between

# The fields of transfers, monitoring and prompts are those of the sister products.
CHANNEL = "channelid"
PERMISSION = "dialpermission"
BLANK = "10004"
MODES = {"listen", "whisper", "barge"}

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
    """Send the named party elsewhere; whom it talks to leaves the call."""
    [to] = ask.need("number")
    box.check_reachable(to)
    other = call.other(leg)
    leaves = other.number if other is not None and other.state in CONNECTED else None
    box.office.transfer_to(call, to, _permission(box, ask, to), leaves=leaves)


def consult(box: Box, ask: Ask, call: Call, leg: Leg) -> Call:
    """Put the call on hold and let its party ask somebody first."""
    [to] = ask.need("tonumber")
    box.check_reachable(to)
    box.office.hold(leg.number, call)
    return box.office.dial(leg.number, to)


def _permission(box: Box, ask: Ask, to: str) -> str | None:
    """Return whose permission to dial out counts; nobody is called outside without any."""
    if box.office.is_inside(to):
        return ask.fields.get(PERMISSION) or None
    [permission] = ask.need(PERMISSION)
    return permission


def monitor(box: Box, ask: Ask) -> Answer:
    """Let somebody listen to, whisper into or join the call of an extension."""
    listener, target, mode = ask.need("monitor", "extension", "type")
    if mode not in MODES:
        raise ApiError(BLANK)
    return {"callid": box.ids.callid(box.office.monitor(listener, target, mode))}


def play(box: Box, ask: Ask) -> Answer:
    """Ring an extension or a number outside; whoever picks up hears the prompts."""
    number, prompt = ask.need("number", "prompt")
    repeats = number_between(ask.fields.get("count") or "1", 1, 100, BLANK)
    number_between(ask.fields.get("volume") or "0", 0, 20, BLANK)
    permission = None
    if number not in box.office.people:
        permission = _permission(box, ask, number)
    return prompts.play_to(box, ask, number, "+".join([prompt] * repeats), permission)


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
}
ENDPOINTS: dict[str, Endpoint] = {
    "call/dial": dial,
    "call/listen": monitor,
    "call/playprompt": play,
    **{name: _to_channel(act) for name, act in ACTS.items()},
}
