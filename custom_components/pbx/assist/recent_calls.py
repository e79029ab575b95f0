"""Who called, and when."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from ..const import TOOL_RECENT_CALLS
from ..coordinator import PbxCoordinator
from ..services.call_log import ATTR_END, ATTR_LIMIT, ATTR_MISSED, ATTR_START
from ..services.fields import ATTR_CONFIG_ENTRY, ATTR_EXTENSION
from .asking import Answer, Asked
from .fields import ATTR_PERSON, spoken_name
from .people import Someone, allowing, async_people, async_whom, exposed_sensors
from .wording import plain, words_of

ATTR_MINE: Final = "mine"
ATTR_CALLER: Final = "caller"
ATTR_PERIOD: Final = "period"

MOST_CALLS: Final = 10
# Of so many it is looked which ones are for people whom the assistant knows.
_LOOKED_AT: Final = 200
# The sensors that show the calls of everybody: who exposes one lets the assistant know all calls.
OF_ALL: Final = ("last_call", "missed_calls")
_PERIODS: Final = {"today": 0, "yesterday": 1}

SCHEMA = vol.Schema(
    {
        vol.Optional(
            ATTR_PERSON, description="Only calls to this person of the office: name or number"
        ): spoken_name,
        vol.Optional(ATTR_MINE, description="Only calls to the person who asks"): bool,
        vol.Optional(
            ATTR_CALLER, description="Only calls from this caller: name or number"
        ): spoken_name,
        vol.Optional(ATTR_MISSED, description="Only calls that nobody answered"): bool,
        vol.Optional(ATTR_PERIOD, description="Only calls of this day"): vol.In(list(_PERIODS)),
        vol.Optional(ATTR_LIMIT, description="How many calls at most, newest first"): vol.All(
            vol.Coerce(int), vol.Range(min=1, max=MOST_CALLS)
        ),
    }
)

type Report = Mapping[str, Any]


async def async_recent_calls(asked: Asked, said: Mapping[str, Any]) -> Answer:
    """Say who called; raise `Refusal`."""
    whose: Someone | None = None
    people = await async_people(asked, TOOL_RECENT_CALLS)
    if said.get(ATTR_PERSON) or said.get(ATTR_MINE):
        whose = await async_whom(asked, TOOL_RECENT_CALLS, said.get(ATTR_PERSON))
    found = [
        report
        for coordinator in allowing(asked, TOOL_RECENT_CALLS)
        if whose is None or whose.coordinator is coordinator
        for report in await _async_reports(asked, coordinator, whose, people, said)
    ]
    if caller := said.get(ATTR_CALLER):
        found = [each for each in found if _is_from(each, caller)]
    found.sort(key=lambda each: str(each["began"]), reverse=True)
    calls = [_shown(each) for each in found[: said.get(ATTR_LIMIT, 1)]]
    return Answer(text=_told(asked, calls, bool(said.get(ATTR_MISSED))), data={"calls": [*calls]})


async def _async_reports(
    asked: Asked,
    coordinator: PbxCoordinator,
    whose: Someone | None,
    people: list[Someone],
    said: Mapping[str, Any],
) -> list[Report]:
    """Give the calls of one PBX that the assistant may tell of."""
    response = await asked.async_ask("get_calls", **_wanted(coordinator, whose, said))
    reports = response.get("calls") if response is not None else None
    assert isinstance(reports, list), "the action answers with a list"
    meant = people if whose is None else [whose]
    own = {_number(each) for each in meant if each.coordinator is coordinator}
    user = await asked.async_user()
    knows_all = whose is None and exposed_sensors(asked, user, coordinator.unique_id, OF_ALL)
    return [
        each
        for each in reports
        if isinstance(each, dict)
        and each["direction"] != "outbound"
        and each["caller"] not in own
        and (knows_all or not own.isdisjoint(_numbers_on(each)))
    ]


def _wanted(
    coordinator: PbxCoordinator, whose: Someone | None, said: Mapping[str, Any]
) -> dict[str, object]:
    """Say which calls the action shall look for."""
    wanted: dict[str, object] = {
        ATTR_CONFIG_ENTRY: coordinator.config_entry.entry_id,
        ATTR_LIMIT: _LOOKED_AT,
    }
    if said.get(ATTR_MISSED):
        wanted[ATTR_MISSED] = True
    if (period := said.get(ATTR_PERIOD)) is not None:
        first = dt_util.start_of_local_day() - timedelta(days=_PERIODS[period])
        wanted |= {ATTR_START: first, ATTR_END: first + timedelta(days=1)}
    if whose is not None:
        wanted[ATTR_EXTENSION] = _number(whose)
    return wanted


def _number(someone: Someone) -> str:
    """Give what stands for somebody in the call log."""
    return someone.extension.number or someone.extension.id


def _numbers_on(report: Report) -> list[str]:
    """Give the extensions that took part in a call."""
    found = report["extensions"]
    return [str(each) for each in found] if isinstance(found, list) else []


def _is_from(report: Report, caller: str) -> bool:
    """Tell whether a call is from somebody."""
    said = words_of(caller)
    bare = "".join(char for char in caller if char.isdecimal())
    return bool(said) and (
        said <= words_of(report["name"] or "")
        or (len(bare) > 2 and bare in str(report["number"] or ""))
    )


def _shown(report: Report) -> JsonObjectType:
    """Show a call to a language model; what others wrote is made harmless."""
    name, number = report["name"], report["number_formatted"] or report["number"]
    began = datetime.fromisoformat(report["began"])
    return {
        "name": plain(name) if name else None,
        "number": plain(number) if number else None,
        "when": dt_util.as_local(began).isoformat(timespec="minutes"),
        "missed": bool(report["missed"]),
        "for": [plain(each) for each in _numbers_on(report)[:MOST_CALLS]],
    }


def _told(asked: Asked, calls: list[JsonObjectType], missed: bool) -> str:
    """Say the calls in words."""
    if not calls:
        return asked.say("no_missed_calls" if missed else "no_calls")
    told = [_one(asked, each) for each in calls]
    if len(told) == 1:
        return asked.say("called_missed" if calls[0]["missed"] else "called", call=told[0])
    return asked.say("calls_missed" if missed else "calls", calls="; ".join(told))


def _one(asked: Asked, call: JsonObjectType) -> str:
    """Say who called, and when."""
    who = call["name"] or call["number"] or asked.say("unknown_caller")
    began = datetime.fromisoformat(str(call["when"]))
    return asked.say("caller", name=str(who), when=_when(asked, began))


def _when(asked: Asked, moment: datetime) -> str:
    """Say a moment by the day and the time."""
    day, time, today = moment.date(), f"{moment:%H:%M}", dt_util.now().date()
    if day == today:
        return asked.say("today", time=time)
    if day == today - timedelta(days=1):
        return asked.say("yesterday", time=time)
    return asked.say("on_day", time=time, **_date(day))


def _date(day: date) -> dict[str, str]:
    """Give the parts of a date, for each language to arrange."""
    return {"day": str(day.day), "month": str(day.month)}
