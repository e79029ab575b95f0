"""Wake-up calls, and the end of a guest's stay."""

import re

from ..office import WakeUp
from .box import Ask, Box
from .endpoint import Answer, Endpoint
from .errors import ApiError
from .switches import number_between

FAILED, MISSING, EXISTS = "10020", "10021", "10022"
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
KINDS = {"onetime", "everyday", "custom"}
WEEKDAYS = re.compile(r"[0-6](,[0-6])*")


def create(box: Box, ask: Ask) -> Answer:
    """Set an alarm on some phones."""
    [numbers] = ask.need("extid")
    people, alarm = box.people(numbers), _alarm(ask, WakeUp(""))
    wake_ups = box.office.wake_ups
    for person in people:
        if any(each.time == alarm.time for each in wake_ups.get(person.number, ())):
            raise ApiError(EXISTS)
    for person in people:
        wake_ups.setdefault(person.number, []).append(alarm)
    return {}


def query(box: Box, ask: Ask) -> Answer:
    """List the alarms on some phones."""
    [numbers] = ask.need("extid")
    return {
        "wakeups": [
            {
                "extid": person.number,
                "wakeup": [_described(x) for x in box.office.wake_ups.get(person.number, ())],
            }
            for person in box.people(numbers)
        ]
    }


def _described(alarm: WakeUp) -> dict[str, str]:
    fields = {
        "time": alarm.time,
        "type": alarm.kind,
        "weekdays": alarm.weekdays,
        "repeats": str(alarm.repeats),
        "repeatinterval": str(alarm.interval),
        "prompt": alarm.prompt,
    }
    return {key: value for key, value in fields.items() if value}


def update(box: Box, ask: Ask) -> Answer:
    """Change one alarm, or the only one if its time is not given."""
    alarms, old = _found(box, ask)
    alarms[alarms.index(old)] = _alarm(ask, old)
    return {}


def delete(box: Box, ask: Ask) -> Answer:
    """Remove one alarm, or all of them if no time is given."""
    alarms, old = _found(box, ask)
    if ask.fields.get("time"):
        alarms.remove(old)
    else:
        alarms.clear()
    return {}


def _found(box: Box, ask: Ask) -> tuple[list[WakeUp], WakeUp]:
    [number] = ask.need("extid")
    alarms = box.office.wake_ups.get(box.office.person(number).number, [])
    time = ask.fields.get("time")
    for alarm in alarms:
        if not time or alarm.time == time:
            return alarms, alarm
    raise ApiError(MISSING)


def _alarm(ask: Ask, before: WakeUp) -> WakeUp:
    """Read an alarm; only the first of the array counts."""
    match ask.body.get("wakeup"):
        case [dict() as given, *_]:
            return _read({key: str(value) for key, value in given.items()}, before)
        case None:
            raise ApiError("10004")
        case _:
            raise ApiError(FAILED)


def _read(given: dict[str, str], before: WakeUp) -> WakeUp:
    time, kind = given.get("time", before.time), given.get("type", before.kind)
    weekdays = given.get("weekdays", before.weekdays)
    if not TIME.fullmatch(time) or kind not in KINDS:
        raise ApiError(FAILED)
    if kind == "custom" and not WEEKDAYS.fullmatch(weekdays.rstrip(",")):
        raise ApiError(FAILED)
    return WakeUp(
        time,
        kind,
        weekdays if kind == "custom" else "",
        number_between(given.get("repeats", str(before.repeats)), 1, 3, FAILED),
        number_between(given.get("repeatinterval", str(before.interval)), 1, 60, FAILED),
        given.get("prompt", before.prompt),
    )


def check_out(box: Box, ask: Ask) -> Answer:
    """Let guests leave."""
    [numbers] = ask.need("extid")
    for person in box.people(numbers):
        box.office.check_out(person.number)
    return {}


ENDPOINTS: dict[str, Endpoint] = {
    "wakeupcall/create": create,
    "wakeupcall/query": query,
    "wakeupcall/update": update,
    "wakeupcall/delete": delete,
    "hotel/checkout": check_out,
}
