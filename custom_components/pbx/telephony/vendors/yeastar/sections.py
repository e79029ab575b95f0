"""Sections of the configuration: where each is read, and which of its fields can be written."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
import re
from typing import Any, Final

from ...commands import Plain, Section
from ...errors import CommandRefused
from .operations import Operation
from .pairs import Pairs, clean

# No field of any table is longer; lists of agents are the longest.
_MAX_VALUE: Final = 4096
_IVR_NAME: Final = re.compile(r"[^!$()/#;,\[\]\"=<>&'^%@{}`|: ]{1,31}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a section is read."""

    operation: Operation
    selector: str
    """Our name of the field that selects objects."""
    rows: tuple[str, ...]
    """Where the answer holds them."""
    names: tuple[str, ...]
    """The fields that an object is called by."""
    picks: bool = True
    """Several objects can be asked for by the numbers that a person knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """How an object of a section is changed."""

    operation: Operation
    selector: str
    fields: frozenset[str]
    name: str
    """The field that our own word `name` means."""
    apart: frozenset[str] = frozenset()
    """What only takes effect if it goes in a request of its own."""


QUEUES: Final = Reading(
    operation=Operation.QUEUES,
    selector="queue",
    # The copy gives a single object under another name.
    rows=("queues", "queue"),
    names=("queuenumber", "number"),
)
IVRS: Final = Reading(
    operation=Operation.IVRS,
    selector="ivr",
    rows=("ivr", "ivrs"),
    names=("ivrnumber", "number"),
)
READINGS: Final[Mapping[Section, Reading]] = {
    Section.EXTENSIONS: Reading(
        operation=Operation.EXTENSION,
        selector="extension",
        rows=("extinfos",),
        names=("extnumber", "number"),
    ),
    Section.QUEUES: QUEUES,
    Section.IVRS: IVRS,
    Section.TRUNKS: Reading(
        operation=Operation.TRUNKS,
        selector="trunk",
        rows=("trunklist",),
        names=("trunkname", "id"),
        picks=False,
    ),
    # Some versions select these by name, others by an id that no person knows.
    Section.INBOUND_ROUTES: Reading(
        operation=Operation.INBOUND_ROUTES,
        selector="route",
        rows=("inroutes",),
        names=("name", "id"),
        picks=False,
    ),
    Section.OUTBOUND_ROUTES: Reading(
        operation=Operation.OUTBOUND_ROUTES,
        selector="route",
        rows=("outroutes",),
        names=("name", "id"),
        picks=False,
    ),
    Section.PAGING_GROUPS: Reading(
        operation=Operation.PAGING_GROUPS,
        selector="group",
        rows=("paginggroup", "paginggroups"),
        names=("number", "name"),
    ),
}
SIP_TRUNKS: Final = Reading(
    operation=Operation.SIP_TRUNKS,
    selector="trunk",
    rows=("trunks",),
    names=("trunkname",),
    picks=False,
)

_FORWARDS: Final = frozenset(
    letter + field
    for letter in "anb"
    for field in ("transferto", "transferext", "transferprefix", "transfernum")
)
WRITINGS: Final[Mapping[Section, Writing]] = {
    Section.EXTENSIONS: Writing(
        operation=Operation.UPDATE_EXTENSION,
        selector="extension",
        name="username",
        fields=_FORWARDS
        | frozenset(
            "agentid allowbeingmonitored alwaysforward busyforward callerid callrestriction dnd"
            " email enablemobile enablevmtoemail extnumber hasvoicemail loginpassword maxduration"
            " maxregistrations mobile mobileprefix monitormode noanswerforward registername"
            " registerpassword ringsimultaneous ringtimeout username vmsecret".split()
        ),
        apart=frozenset(("maxduration", "ringtimeout")),
    ),
    Section.QUEUES: Writing(
        operation=Operation.UPDATE_QUEUE,
        selector="queue",
        name="queuename",
        fields=frozenset(
            "agents agenttimeout announcefreq announceholdtime announcepos breakoutaction"
            " breakoutdest breakoutkey failoveraction failoverdest idannouncement joinempty"
            " leavewhenempty maxwaittime password queuename queuenumber retry ringinuse"
            " ringstrategy satisfactionsurvey userannouncefreq wrapuptime".split()
        ),
    ),
    Section.IVRS: Writing(
        operation=Operation.UPDATE_IVR,
        selector="ivr",
        name="ivrname",
        fields=frozenset(
            "dialext dialtocheckvoicemail digittimeout ivrname ivrnumber promptrepeat"
            " responsetimeout".split()
        ),
    ),
}

# Calls stand among the settings of an extension, and are none.
_CALLS: Final = frozenset(("ext", "inbound", "outbound"))
# What the parser has not dropped, under a name that nobody has printed yet.
_SECRET: Final = re.compile(r"passw|secret|pin(?:code|list)?$|auth(?:key|code)")


def checked(section: Section, fields: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield the fields by the requests they go in; refuse those that cannot be written."""
    if (writing := WRITINGS.get(section)) is None:
        raise CommandRefused("section_read_only", section)
    if not fields:
        raise CommandRefused("fields_missing")
    fields = {writing.name if name == "name" else name: text for name, text in fields.items()}
    for name, value in fields.items():
        if name not in writing.fields:
            raise CommandRefused("field_unknown", name)
        if len(value) > _MAX_VALUE or (name == "ivrname" and not _IVR_NAME.fullmatch(value)):
            raise CommandRefused("value_not_accepted", name)
    for is_apart in (False, True):
        if some := {k: v for k, v in fields.items() if (k in writing.apart) is is_apart}:
            yield some


def rows_of(reading: Reading, answer: Pairs, numbers: Iterable[str]) -> list[dict[str, Plain]]:
    """Read the objects of a section, without secrets; only the named ones, if any are."""
    wanted = frozenset(numbers)
    return [
        _row(row)
        for name in reading.rows
        for row in answer.objects(name)
        if not wanted or any(row.text(key) in wanted for key in reading.names)
    ]


def merged(
    rows: Iterable[dict[str, Plain]], more: Iterable[dict[str, Plain]], key: str
) -> list[dict[str, Plain]]:
    """Add to rows what others say of the same object."""
    by_name = {row.get(key): row for row in more if isinstance(row.get(key), str)}
    return [by_name.get(row.get(key), {}) | row for row in rows]


def _row(row: Pairs) -> dict[str, Plain]:
    """Give an object as plain data; of two values under one name the first counts."""
    plain: dict[str, Plain] = {}
    for key, value in row:
        if key not in _CALLS and not _SECRET.search(key):
            plain.setdefault(key, _plain(value))
    return plain


def _plain(value: Any) -> Plain:
    """Give a value as plain data."""
    match value:
        case Pairs():
            return _row(value)
        case list():
            return [_plain(each) for each in value]
        case str():
            return clean(value)
        case bool():
            return value
    return None
