"""The view of one person: their phone, how it treats calls, and what can be done to a call."""

from collections.abc import Iterator

from ..client import Json
from ..index import Index
from .cards import (
    PHONE_COLORS,
    PRESENCE_COLORS,
    action,
    colored,
    first,
    heading,
    logbook,
    press,
    sections,
    switch,
    tile,
)

SWITCHES = {
    "do_not_disturb": "Do not disturb",
    "forward_always": "Forward all calls",
    "forward_busy": "Forward when busy",
    "forward_no_answer": "Forward when not answered",
    "ring_mobile": "Ring the mobile phone, too",
}
BUTTONS = {"hang_up": "Hang up", "hold": "Hold", "resume": "Resume"}
# A menu, a prompt and a number of the sample office.
MENU, PROMPT, TOM = "6500", "alarm", "1001"


def view(yeastar: Index, innovaphone: Index, name: str, colleague: str) -> Json:
    """Return the view."""
    return sections(
        f"{first(name)}'s phone",
        "phone",
        _phone(yeastar, innovaphone, name),
        _actions(yeastar, name, colleague),
    )


def _phone(yeastar: Index, innovaphone: Index, name: str) -> Iterator[Json]:
    """Yield what the phone does, and how it treats calls."""
    yield heading(name, "mdi:account")
    content = ["state", "peer_name", "peer_number"]
    phone = yeastar.find(name, "sensor", "status")
    yield from colored(tile(phone, "Phone", state_content=content), PHONE_COLORS)
    presence = innovaphone.find(name, "sensor", "presence")
    yield from colored(tile(presence, "Presence", state_content=["state", "note"]), PRESENCE_COLORS)
    yield tile(yeastar.find(name, "binary_sensor", "registered"), "Logged on", color="green")
    yield tile(innovaphone.find(name, "select", "presence"), "Change presence")
    yield heading("How it treats calls", "mdi:tune")
    for key, text in SWITCHES.items():
        yield switch(yeastar.find(name, "switch", key), text)
    yield heading("What happened", "mdi:history")
    yield logbook(yeastar.find(name, "event", "call"))


def _actions(yeastar: Index, name: str, colleague: str) -> Iterator[Json]:
    """Yield what can be done."""
    phone, given, other = yeastar.find(name, "sensor", "status"), first(name), first(colleague)
    yield heading("Make a call", "mdi:phone-plus")
    yield action(f"{given} calls {other}", "mdi:phone-outgoing", "dial", phone, number=TOM)
    drill = "Play an alarm"
    yield action(drill, "mdi:bullhorn", "play_prompt", phone, prompts=[PROMPT])
    # Somebody who presses a button is not to wait for a key on another phone.
    ask = "Ask for a key"
    yield action(ask, "mdi:dialpad", "call_menu", phone, ivr=MENU, wait_for_key=20)
    yield action("Call hotline", "mdi:account-group", "dial", phone, number="6200")
    yield heading("Her call", "mdi:phone-in-talk")
    for key, text in BUTTONS.items():
        yield press(yeastar.find(name, "button", key), text)
    yield action(f"Hand on to {other}", "mdi:phone-forward", "transfer", phone, extension=TOM)
    yield action("Mute", "mdi:microphone-off", "mute", phone)
    yield action("Unmute", "mdi:microphone", "unmute", phone)
    listener = {"by": "1005", "mode": "listen"}
    yield action("Paul listens", "mdi:ear-hearing", "monitor", phone, **listener)
    yield heading("Wake-up call", "mdi:alarm")
    yield action("Set for 6:30", "mdi:alarm-plus", "set_wake_up", phone, time="06:30")
    yield action("Move to 7:00", "mdi:alarm", "update_wake_up", phone, time="07:00")
    yield action("Remove", "mdi:alarm-off", "remove_wake_up", phone)
