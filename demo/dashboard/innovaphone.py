"""The view of the innovaphone: who is where, someone's favorites, calls, day and night."""

from collections.abc import Iterator, Sequence

from ..automation import LIGHT, button_of
from ..client import Json
from ..index import Index
from .cards import (
    PHONE_COLORS,
    PRESENCE_COLORS,
    action,
    colored,
    first,
    heading,
    live_calls,
    press_helper,
    sections,
    tile,
)

CONDITIONS = {"night": ("Night", "mdi:weather-night"), "holiday": ("Holiday", "mdi:palm-tree")}


def view(innovaphone: Index, names: Sequence[str]) -> Json:
    """Return the view."""
    return sections(
        "innovaphone", "innovaphone", _people(innovaphone, names), _side(innovaphone, names)
    )


def _people(innovaphone: Index, names: Sequence[str]) -> Iterator[Json]:
    """Yield everybody's presence beside the phone, and the favorites of one."""
    lena = names[2]
    yield heading("Presence and phones", "mdi:account-group")
    for name in names:
        presence = innovaphone.find(name, "sensor", "presence")
        shown = tile(presence, name, state_content=["state", "note"])
        yield from colored(shown, PRESENCE_COLORS)
        phone = innovaphone.find(name, "sensor", "status")
        content = ["state", "peer_name", "peer_number"]
        yield from colored(tile(phone, "Phone", state_content=content), PHONE_COLORS)
    yield heading(f"{first(lena)}'s favorites", "mdi:star")
    for name, favourite in sorted(innovaphone.listed("favourite", lena).items()):
        shown = tile(favourite, name, state_content=["state", "note"])
        yield from colored(shown, PRESENCE_COLORS)


def _side(innovaphone: Index, names: Sequence[str]) -> Iterator[Json]:
    """Yield what goes on, what it sets off, and what can be tried."""
    anna, tom, lena = names[:3]
    calls = innovaphone.own("sensor", "active_calls")
    yield heading("Calls", "mdi:phone-in-talk")
    yield tile(calls, "Active calls", 4, vertical=True, color="red")
    missed = innovaphone.own("sensor", "missed_calls")
    yield tile(missed, "Missed calls", 4, vertical=True, color="amber")
    yield tile(innovaphone.own("sensor", "last_call"), "Last call", 4, vertical=True)
    yield live_calls(calls)
    yield heading("The office", "mdi:office-building")
    for key, entity in sorted(innovaphone.listed("condition").items(), reverse=True):
        name, icon = CONDITIONS.get(key, (key, "mdi:toggle-switch"))
        yield tile(entity, name, 4, vertical=True, icon=icon, color="indigo")
    yield tile(LIGHT, f"{first(lena)}'s door", 4, vertical=True, icon="mdi:lightbulb")
    yield heading(f"{first(lena)}'s phone", "mdi:gesture-tap")
    phone = innovaphone.find(lena, "sensor", "status")
    yield press_helper(button_of(lena), f"Call {first(tom)}")
    yield action("Answer", "mdi:phone", "answer", phone)
    yield action("Park", "mdi:parking", "park", phone)
    back = {"extension": "1002"}
    yield action("Pick up", "mdi:phone-return", "pick_up", phone, **back)
    yield action(f"On to {first(anna)}", "mdi:phone-forward", "redirect", phone, extension="1000")
    yield action("Hang up", "mdi:phone-hangup", "hang_up", phone)
    meeting = {"activity": "busy", "note": "Meeting until 3 pm"}
    yield action("In a meeting", "mdi:calendar-account", "set_presence", phone, **meeting)
    cake = {"title": "Kitchen", "message": "There is cake."}
    note = innovaphone.find(tom, "notify", "note")
    yield action(f"Write to {first(tom)}", "mdi:message-badge", "notify.send_message", note, **cake)
