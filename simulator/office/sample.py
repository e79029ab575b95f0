"""Invented people and lines."""

from collections.abc import Iterator
from itertools import islice, product

from .facilities import Contact, InboundRoute, OutboundRoute, PagingGroup, Plan
from .menus import Menu
from .people import Person, PhoneKind, Trunk, TrunkKind
from .queues import Queue

STAFF = (
    ("1000", "Anna Berger"),
    ("1001", "Tom Keller"),
    ("1002", "Lena Vogt"),
    ("1003", "Jonas Weiß"),
    ("1004", "Mira Öztürk"),
    ("1005", "Paul Schneider"),
    ("1006", "Eva Lindqvist"),
    ("1007", "Werkstatt"),
)
# Nobody has plugged this phone in yet.
UNPLUGGED = {"1006"}
ANALOG = {"1007": "Span1-Port1"}
GROUPS: dict[str, tuple[str, ...]] = {"6200": ("1001", "1002", "1003")}
FIRST = "Ada Ben Carl Dora Emil Frida Gero Hanna Ida Jan Kira Leo Mona Nils Olga".split()
LAST = (
    "Adler Brandt Conrad Dietz Engel Fuchs Graf Haas Ihde Jung Kraus Lang Maier Noll "
    "Otto Peters Quast Roth Sommer Thoma Ulrich Voss Wolf Zorn"
).split()
LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ö": "oe", " ": "."})


def plan() -> Plan:
    """Return a queue, a menu and what else makes the sample office complete."""
    return Plan(
        queues=(Queue("6400", "Support", ["1003", "1004", "1005"]),),
        menus=(Menu("6500", "Main menu", {"1": "1000", "2": "6400", "3": "6200"}),),
        contacts=(
            Contact("Rosa", "Feld", "Feld & Söhne", "rosa@example.org", "03055500101"),
            Contact("Emre", "Aydın", mobile="01705550102"),
        ),
        inbound_routes=(InboundRoute("1", "Main", ("SIP-Amt",), "ivr", "6500"),),
        outbound_routes=(
            OutboundRoute("1", "Out", "X.", ("SIP-Amt", "ISDN-Büro"), ("1000", "1001", "1002")),
        ),
        paging_groups=(PagingGroup("1", "6300", "Floor", ("1000", "1001")),),
    )


def person(number: str, name: str) -> Person:
    """Return a person whose login and address follow from the name."""
    login = name.lower().translate(LETTERS)
    return Person(
        number,
        name,
        login,
        PhoneKind.FXS if number in ANALOG else PhoneKind.SIP,
        f"{login}@example.com",
        port=ANALOG.get(number, ""),
    )


def staff() -> Iterator[Person]:
    """Yield the eight people of the sample office."""
    for number, name in STAFF:
        someone = person(number, name)
        someone.registered = number not in UNPLUGGED
        yield someone


def crowd(size: int) -> Iterator[Person]:
    """Yield any number of people, numbered from 1000 or 10000 upwards."""
    first = 1000 if size <= 9000 else 10 ** len(str(size))
    names = islice(product(range(size), LAST, FIRST), size)
    for offset, (round_, last, given) in enumerate(names):
        suffix = f" {round_ + 1}" if round_ else ""
        yield person(str(first + offset), f"{given} {last}{suffix}")


def trunks() -> Iterator[Trunk]:
    """Yield three lines to the outside; one name is not ASCII."""
    yield Trunk("SIP-Amt")
    yield Trunk("ISDN-Büro", TrunkKind.BRI, port="Span2-Port5")
    yield Trunk("GSM2-7", TrunkKind.GSM, port="Span2-Port7")
