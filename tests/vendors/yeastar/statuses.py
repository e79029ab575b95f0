"""Reports of format 2.0.0, made of numbers and words."""

from typing import Final

from custom_components.pbx.telephony.model import CallId
from custom_components.pbx.telephony.vendors.yeastar.members import Member, MemberKind
from custom_components.pbx.telephony.vendors.yeastar.reports import CallStatus

X: Final = CallId("1700000000.11")
Y: Final = CallId("1700000000.21")
A, B, C = "2001", "2002", "2003"
_LINES: Final = {"in": MemberKind.INBOUND, "out": MemberKind.OUTBOUND}


def member(number: str, word: str = "", path: str = "", channel: str = "") -> Member:
    """Name an extension on a call."""
    return Member(
        kind=MemberKind.EXTENSION,
        number=number,
        channel=channel or f"PJSIP/{number}-0a",
        status=word,
        path=path,
    )


def line(way: str, word: str, path: str = "") -> Member:
    """Name an outside party on a call: `in` or `out`."""
    source, target = ("0441234", B) if way == "in" else (A, "0441234")
    return Member(
        kind=_LINES[way],
        source=source,
        target=target,
        trunk="north",
        channel=f"PJSIP/trunk-north-endpoint-{way}",
        status=word,
        path=path,
    )


def status(
    *people: tuple[str, str], path: str = "", call: str = X, also: tuple[Member, ...] = ()
) -> CallStatus:
    """Make the report that shows these parties with their words."""
    members = tuple(
        line(number, word, path) if number in _LINES else member(number, word, path)
        for number, word in people
    )
    return CallStatus(call=call, members=(*members, *also))
