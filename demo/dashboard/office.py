"""The first view: who rings, who talks to whom, who is where, and what can be tried."""

from collections.abc import Iterator, Sequence

from ..automation import CALL_LOG
from ..client import Json
from ..index import Index
from .cards import (
    PHONE_COLORS,
    PRESENCE_COLORS,
    action,
    colored,
    first,
    heading,
    lines,
    live_calls,
    logbook,
    sections,
    tile,
)


def view(yeastar: Index, innovaphone: Index, names: Sequence[str]) -> Json:
    """Return the view."""
    board = sections(
        "Office",
        "office",
        _people(yeastar, innovaphone, names),
        _side(yeastar, innovaphone, names),
    )
    return board | {"badges": [_badge(yeastar), _badge(innovaphone)]}


def _badge(pbx: Index) -> Json:
    link = pbx.own("binary_sensor", "link")
    shown = {"name": pbx.name, "show_name": True, "color": "green"}
    return {"type": "entity", "entity": link, **shown}


def _people(yeastar: Index, innovaphone: Index, names: Sequence[str]) -> Iterator[Json]:
    """Yield a row for everybody, the phone and what they say about themselves, and the lines."""
    yield heading("People", "mdi:account-group")
    for name in names:
        content = ["state", "peer_name", "peer_number"]
        phone = yeastar.find(name, "sensor", "status")
        yield from colored(tile(phone, name, state_content=content), PHONE_COLORS)
        presence = innovaphone.find(name, "sensor", "presence")
        content = ["state", "note"]
        yield from colored(tile(presence, "Presence", state_content=content), PRESENCE_COLORS)
    yield from lines(yeastar)


def _side(yeastar: Index, innovaphone: Index, names: Sequence[str]) -> Iterator[Json]:
    """Yield what goes on, what can be tried, and the log."""
    calls = yeastar.own("sensor", "active_calls")
    yield heading("Right now", "mdi:phone-in-talk")
    yield tile(calls, "Active calls", 4, vertical=True, color="red")
    missed = yeastar.own("sensor", "missed_calls")
    yield tile(missed, "Missed calls", 4, vertical=True, color="amber")
    yield tile(yeastar.own("sensor", "last_call"), "Last call", 4, vertical=True)
    yield live_calls(calls)
    yield heading("Try it", "mdi:gesture-tap")
    yield from _buttons(yeastar, innovaphone, names)
    yield heading("Call log", "mdi:phone-log")
    yield logbook(CALL_LOG, 5)


def _buttons(yeastar: Index, innovaphone: Index, names: Sequence[str]) -> Iterator[Json]:
    anna, tom, lena = names[:3]
    phone = yeastar.find(anna, "sensor", "status")
    presence = innovaphone.find(lena, "sensor", "presence")
    called = f"{first(anna)} calls {first(tom)}"
    yield action(called, "mdi:phone-outgoing", "dial", phone, number="1001")
    lunch = {"activity": "away", "note": "Lunch"}
    yield action(f"{first(lena)} is at lunch", "mdi:food", "set_presence", presence, **lunch)
    back = {"activity": "available", "note": ""}
    yield action(f"{first(lena)} is back", "mdi:account-check", "set_presence", presence, **back)
    seen, link = "acknowledge_missed_calls", yeastar.own("binary_sensor", "link")
    yield action("Missed calls seen", "mdi:check-all", seen, link)
