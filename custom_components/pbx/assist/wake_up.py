"""Wake-up calls."""

from collections.abc import Mapping
from datetime import time
from typing import Any, Final

from homeassistant.const import WEEKDAYS
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import TOOL_SET_WAKE_UP
from ..services.wake_ups import ATTR_TIME, ATTR_TYPE, ATTR_WEEKDAYS
from ..telephony.commands import WakeUpType
from .asking import Answer, Asked, Refusal
from .fields import ATTR_PERSON, spoken_name
from .people import async_whom

ATTR_REPEAT: Final = "repeat"
ATTR_TOMORROW: Final = "tomorrow"

_WORKING_DAYS: Final = [day for day in WEEKDAYS if day not in ("sat", "sun")]
# What the action is told for each way to repeat.
_REPEATS: Final[Mapping[str, Mapping[str, object]]] = {
    "once": {ATTR_TYPE: WakeUpType.ONCE.value},
    "daily": {ATTR_TYPE: WakeUpType.DAILY.value},
    "working_days": {ATTR_WEEKDAYS: _WORKING_DAYS},
}

SCHEMA = vol.Schema(
    {
        vol.Optional(
            ATTR_PERSON, description="Name or number; leave out for the person who asks"
        ): spoken_name,
        vol.Required(ATTR_TIME, description="24-hour time such as 06:30"): str,
        vol.Optional(ATTR_REPEAT, description="once is the default"): vol.In(list(_REPEATS)),
        vol.Optional(ATTR_TOMORROW, description="It must not ring today any more"): bool,
    }
)


async def async_set_wake_up(asked: Asked, said: Mapping[str, Any]) -> Answer:
    """Order a wake-up call; raise `Refusal`, or what the action raises."""
    wanted: time = cv.time(said[ATTR_TIME])
    repeat = said.get(ATTR_REPEAT, "once")
    someone = await async_whom(asked, TOOL_SET_WAKE_UP, said.get(ATTR_PERSON))
    shown = f"{wanted:%H:%M}"
    if repeat == "once" and said.get(ATTR_TOMORROW) and wanted > dt_util.now().time():
        # A PBX rings at the next such time, whatever the day.
        raise Refusal("wake_up_today", time=shown)
    await asked.async_act(
        "set_wake_up", device_id=someone.device, time=wanted.isoformat(), **_REPEATS[repeat]
    )
    return Answer(
        text=asked.say(f"wake_up_{repeat}", name=someone.name, time=shown),
        data={"name": someone.name, ATTR_TIME: shown, ATTR_REPEAT: repeat},
    )


def spoken_time(slots: Mapping[str, Any]) -> Mapping[str, Any]:
    """Make one time of the hour, the minute and the half of the day that were spoken.

    Raises ValueError or TypeError for what only other sentences than ours could yield.
    """
    if "hour" not in slots:
        return slots
    rest = {key: each for key, each in slots.items() if key not in ("hour", "minute", "half")}
    hour, minute = int(slots["hour"]), int(slots.get("minute", 0))
    match slots.get("half"):
        case "am" | "pm" as half if 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        case "before":
            # Half past six, in the languages that call it half of seven.
            hour, minute = (hour - 1) % 24, 60 - minute
    return rest | {ATTR_TIME: f"{hour:02}:{minute:02}"}
