"""The PBX's answers, typed: lists and queries as rows. What a row does not say is an empty text."""

from collections.abc import Iterator
from dataclasses import dataclass

from .call_records import zone_offset
from .errors_table import RequestFailed
from .members import Member, MemberKind, read_members
from .pairs import Pairs, text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceInfo:
    """What the PBX says of itself."""

    name: str
    serial: str
    firmware: str
    offset: float | None = None
    """Seconds that its clock is ahead of UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRow:
    """One extension of the list."""

    number: str
    name: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkRow:
    """One trunk of the list."""

    name: str
    kind: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkCall:
    """A call over a trunk that goes on."""

    kind: MemberKind
    id: str
    source: str
    target: str
    trunk: str
    status: str
    callees: tuple[str, ...] = ()

    @property
    def is_talking(self) -> bool:
        """Tell whether it has been answered, be it by a person or a machine."""
        return self.status.lower() == "talking"

    @property
    def line(self) -> Member:
        """Give the outside party as a report would name it."""
        return Member(
            kind=self.kind, source=self.source, target=self.target, trunk=self.trunk, id=self.id
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionCalls:
    """One extension, and with whom it is on a call."""

    number: str
    status: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCall:
    """A call that goes on, with all who are on it (API 2)."""

    id: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The calls that were found going on."""

    lines: tuple[TrunkCall, ...] = ()
    talks: tuple[FoundCall, ...] = ()
    asked_about: frozenset[str] = frozenset()
    """The extensions all of whose calls are among these."""
    partners: tuple[ExtensionCalls, ...] = ()
    """With whom phones are on calls of which no list tells (API 1)."""
    are_all: bool = True
    """Else others may go on."""


def check(answer: Pairs) -> Pairs:
    """Give the answer if it says `Success`, in whatever case; else raise `RequestFailed`."""
    if answer.text("status").lower() == "success":
        return answer
    errno = answer.text("errno")
    # More digits than this are no code.
    known = errno.isascii() and errno.isdecimal() and len(errno) < 10
    raise RequestFailed(int(errno) if known else None)


def device_info(answer: Pairs) -> DeviceInfo:
    """Read `deviceinfo/query`."""
    found = next(answer.objects("deviceinfo"), Pairs())
    return DeviceInfo(
        name=found.text("devicename"),
        serial=found.text("sn"),
        firmware=found.text("firmwarever"),
        offset=zone_offset(found.text("systemtime")),
    )


def extension_rows(answer: Pairs) -> tuple[ExtensionRow, ...] | None:
    """Read `extensionlist/query`; None if there is no list, not even an empty one."""
    if not any(key == "extlist" and isinstance(value, list) for key, value in answer):
        return None
    return tuple(
        ExtensionRow(number=number, name=row.text("username"), status=row.text("status"))
        for row in answer.objects("extlist")
        if (number := row.text("extnumber", "number"))
    )


def trunk_rows(answer: Pairs) -> tuple[TrunkRow, ...] | None:
    """Read `trunklist/query`; None if nothing is said of trunks, not even that there are none."""
    if not answer.has("trunklist"):
        return None
    return tuple(
        TrunkRow(name=name, kind=row.text("type"), status=row.text("status"))
        for row in answer.objects("trunklist")
        if (name := row.text("trunkname"))
    )


def trunk_calls(answer: Pairs, kind: MemberKind) -> tuple[TrunkCall, ...]:
    """Read `inbound/query` or `outbound/query`; no call is no key, or an empty array."""
    return tuple(
        TrunkCall(
            kind=kind,
            id=number,
            source=row.text("from"),
            target=row.text("to"),
            trunk=row.text("trunk", "trunkname"),
            status=row.text("status"),
            callees=tuple(_callees(row)),
        )
        for row in answer.objects(kind)
        if (number := row.text("inboundid", "outboundid", "ouboundid"))
    )


def _callees(row: Pairs) -> Iterator[str]:
    """Yield the extensions in `callee`: an array of objects, one object, or bare numbers."""
    for key, value in row:
        if key == "callee":
            for each in value if type(value) is list else [value]:
                called = each.text("extid", "number") if isinstance(each, Pairs) else text_of(each)
                if called:
                    yield called


def extension_calls(answer: Pairs, number: str) -> ExtensionCalls | None:
    """Find one extension in `extension/query`; None if it is not there."""
    return next((row for row in calls_of_all(answer) if row.number == number), None)


def calls_of_all(answer: Pairs) -> tuple[ExtensionCalls, ...]:
    """Read `extension/query`: all who were asked about, each with whom they are on calls."""
    return tuple(
        ExtensionCalls(number=number, status=row.text("status"), members=read_members(row))
        for row in answer.objects("extinfos")
        if (number := row.text("extnumber", "number"))
    )


def found_calls(answer: Pairs) -> tuple[FoundCall, ...]:
    """Read `call/query`, or `extension/query_call`, which lists them by extension; each once."""
    rows = list(answer.objects("calls"))
    for extension in answer.objects("calllist"):
        rows += extension.objects("numbercalls")
    calls = {
        name: FoundCall(id=name, members=read_members(row))
        for row in rows
        if (name := row.text("callid"))
    }
    return tuple(calls.values())


def asked_about(answer: Pairs) -> frozenset[str]:
    """Give the extensions that an answer to `extension/query_call` tells of."""
    return frozenset(
        number for row in answer.objects("calllist") if (number := row.text("number", "extnumber"))
    )
