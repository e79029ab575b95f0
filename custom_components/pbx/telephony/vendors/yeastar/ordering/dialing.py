"""Calls that begin: whom to dial first, and what they are connected to."""

from collections.abc import Mapping
from typing import Final

from ....commands import CallBack, Dial, DialInto, Plain, PlayPrompt, TargetKind
from ....errors import CommandRefused
from ..dialect import Dialect
from ..operations import Operation
from ..roster import Roster
from .request import Request

type Dialing = Dial | CallBack | DialInto | PlayPrompt

_MAX_PROMPTS: Final = 500
# Where an outside party is dialed from, and the field that names it.
_INTO: Final[Mapping[TargetKind, tuple[Operation, str]]] = {
    TargetKind.IVR: (Operation.DIAL_IVR_OUTBOUND, "ivr"),
    TargetKind.QUEUE: (Operation.DIAL_QUEUE, "queue"),
    TargetKind.RING_GROUP: (Operation.DIAL_RING_GROUP, "ring_group"),
}


def request_for(command: Dialing, dialect: Dialect, roster: Roster) -> Request:
    """Say what to ask for."""
    is_one_for_all = dialect.has(Operation.DIAL)
    match command:
        case Dial():
            return _dial_any(command) if is_one_for_all else _dial(command, roster)
        case CallBack():
            return _call_back(command, is_one_for_all=is_one_for_all)
        case DialInto():
            return _dial_any_into(command) if is_one_for_all else _dial_into(command)
        case PlayPrompt():
            return _play(command, has_volume=is_one_for_all)


def _dial(command: Dial, roster: Roster) -> Request:
    """Ring the own phone, then another extension or an outside number."""
    auto_answer = _yes_no(command.auto_answer)
    if command.number in roster:
        return Request(
            Operation.DIAL_EXTENSION,
            {"caller": command.extension, "callee": command.number, "auto_answer": auto_answer},
        )
    return Request(
        Operation.DIAL_OUTBOUND,
        {"extension": command.extension, "number": command.number, "auto_answer": auto_answer},
    )


def _dial_any(command: Dial) -> Request:
    """Ring the own phone, then whatever the number is."""
    return Request(
        Operation.DIAL,
        {
            "caller": command.extension,
            "callee": command.number,
            "auto_answer": _yes_no(command.auto_answer),
        },
    )


def _call_back(command: CallBack, *, is_one_for_all: bool) -> Request:
    """Dial one outside party, then another."""
    operation, second = Operation.CALL_BACK, "number"
    if is_one_for_all:
        operation, second = Operation.DIAL, "callee"
    return Request(
        operation,
        {"caller": command.first, second: command.second, "permission": command.permission},
    )


def _dial_into(command: DialInto) -> Request:
    """Dial somebody and connect them: each kind has its own way, an extension often a plain one."""
    operation, name = _way_into(command)
    target, auto_answer = command.target.number, _yes_no(command.auto_answer)
    if command.extension is None:
        return Request(operation, {name: target, **_outside(command)})
    if command.target.kind is TargetKind.IVR:
        return Request(
            Operation.DIAL_IVR_EXTENSION,
            {"ivr": target, "extension": command.extension, "auto_answer": auto_answer},
        )
    return Request(
        Operation.DIAL_EXTENSION,
        {"caller": command.extension, "callee": target, "auto_answer": auto_answer},
    )


def _dial_any_into(command: DialInto) -> Request:
    """Dial somebody and connect them: an extension calls, an outside party is called."""
    _way_into(command)
    if command.extension is not None:
        fields: dict[str, Plain] = {
            "caller": command.extension,
            "callee": command.target.number,
            "auto_answer": _yes_no(command.auto_answer),
        }
        return Request(Operation.DIAL, fields)
    outside = _outside(command)
    return Request(
        Operation.DIAL,
        {
            "caller": command.target.number,
            "callee": outside["number"],
            "permission": outside["permission"],
        },
    )


def _way_into(command: DialInto) -> tuple[Operation, str]:
    """Say how an outside party gets in; refuse what nobody can be dialed into."""
    if (way := _INTO.get(command.target.kind)) is None:
        raise CommandRefused("target_not_accepted")
    return way


def _outside(command: DialInto) -> dict[str, Plain]:
    """Name an outside party, and whose right to call outside numbers is used."""
    if command.number is None:
        raise CommandRefused("number_missing")
    if command.permission is None:
        raise CommandRefused("permission_missing")
    return {"number": command.number, "permission": command.permission}


def _play(command: PlayPrompt, *, has_volume: bool) -> Request:
    """Dial somebody and play prompts to them."""
    fields: dict[str, Plain] = {"prompt": _joined(command.prompts)}
    if has_volume and command.volume is not None:
        # Ours goes to ten, theirs to twenty.
        fields["volume"] = str(2 * command.volume)
    if command.extension is not None:
        fields |= {
            "extension": command.extension,
            "auto_answer": _yes_no(command.auto_answer),
        }
        return Request(Operation.PROMPT_EXTENSION, fields)
    if command.number is None:
        raise CommandRefused("number_missing")
    fields["number"] = command.number
    if command.permission is not None:
        fields["permission"] = command.permission
    return Request(Operation.PROMPT_OUTBOUND, fields)


def _joined(prompts: tuple[str, ...]) -> str:
    """Join the names of prompts; refuse what cannot be one."""
    for prompt in prompts:
        if not prompt or "+" in prompt or prompt.isdecimal():
            raise CommandRefused("prompt_not_found")
    joined = "+".join(prompts)
    if not joined or len(joined) > _MAX_PROMPTS:
        raise CommandRefused("prompt_not_found")
    return joined


def _yes_no(value: bool) -> str:
    """Say a choice as the PBX does."""
    return "yes" if value else "no"
