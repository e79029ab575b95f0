"""Settings of extensions: rows of `extension/query` -> ours, and ours -> `extension/update`."""

from collections.abc import Mapping
import re
from typing import Final

from ...errors import CommandRefused
from ...settings import ExtensionSettings, Forward, Forwarding, ForwardKind, ForwardTarget
from .pairs import Pairs

# The switch of each forwarding, and the letter that its other fields begin with.
_FORWARDINGS: Final[Mapping[Forwarding, tuple[str, str]]] = {
    Forwarding.ALWAYS: ("alwaysforward", "a"),
    Forwarding.BUSY: ("busyforward", "b"),
    Forwarding.NO_ANSWER: ("noanswerforward", "n"),
}
_KINDS: Final[Mapping[ForwardKind, str]] = {
    ForwardKind.VOICEMAIL: "Voicemail",
    ForwardKind.EXTENSION: "Extension",
    ForwardKind.MOBILE: "Mobile Number",
    ForwardKind.NUMBER: "Custom Number",
}
_BY_WORD: Final[Mapping[str, ForwardKind]] = {word.lower(): kind for kind, word in _KINDS.items()}
# Which field holds the number of a kind; the others need none.
_NUMBERS: Final[Mapping[ForwardKind, str]] = {
    ForwardKind.EXTENSION: "transferext",
    ForwardKind.NUMBER: "transfernum",
}
_PREFIXED: Final = (ForwardKind.MOBILE, ForwardKind.NUMBER)
_NUMBER: Final = re.compile(r"\d{1,15}", re.ASCII)
_SWITCH: Final = {"on": True, "yes": True, "off": False, "no": False}

DO_NOT_DISTURB: Final = "dnd"
RING_MOBILE: Final = "ringsimultaneous"


def on_off(value: bool) -> str:
    """Say a switch as the PBX does."""
    return "on" if value else "off"


def settings_of(row: Pairs) -> ExtensionSettings:
    """Read a row of `extinfos`; it leaves out the target of what is switched off."""
    return ExtensionSettings(
        do_not_disturb=_switch(row, DO_NOT_DISTURB),
        ring_mobile=_switch(row, RING_MOBILE),
        # The misspelled one is real.
        mobile=row.text("moblie", "mobile") or None,
        always=_forward(row, Forwarding.ALWAYS),
        busy=_forward(row, Forwarding.BUSY),
        no_answer=_forward(row, Forwarding.NO_ANSWER),
    )


def forward_fields(
    when: Forwarding, active: bool | None, target: ForwardTarget | None, row: Pairs
) -> dict[str, str]:
    """Give the fields that change a forwarding, where `row` says how it is now.

    The PBX takes them only together with their switch; a prefix for the outside line stays.
    """
    switch, letter = _FORWARDINGS[when]
    now = _forward(row, when)
    active = now.active if active is None else active
    fields = {} if active is None else {switch: on_off(active)}
    if (target := target or now.target) is None:
        return fields
    fields[f"{letter}transferto"] = _KINDS[target.kind]
    if (name := _NUMBERS.get(target.kind)) is not None:
        fields[letter + name] = _checked(target.number)
    if target.kind in _PREFIXED and (prefix := row.text(f"{letter}transferprefix")):
        fields[f"{letter}transferprefix"] = prefix
    return fields


def _switch(row: Pairs, name: str) -> bool | None:
    """Read a switch; None if it is not there."""
    return _SWITCH.get(row.text(name).lower())


def _forward(row: Pairs, when: Forwarding) -> Forward:
    """Read one forwarding."""
    switch, letter = _FORWARDINGS[when]
    target = None
    if (kind := _BY_WORD.get(row.text(f"{letter}transferto").lower())) is not None:
        name = _NUMBERS.get(kind)
        target = ForwardTarget(kind=kind, number=row.text(letter + name) if name else "")
    return Forward(active=_switch(row, switch), target=target)


def _checked(number: str) -> str:
    """Give a number that can be dialed; refuse any other."""
    if not number:
        raise CommandRefused("number_missing")
    if _NUMBER.fullmatch(number) is None:
        raise CommandRefused("number_not_accepted")
    return number
