"""Automations, to show what all this is good for: some of our own, and some from the blueprints."""

from collections.abc import Sequence
from typing import Any, Final

from .client import HomeClient, Json
from .index import Index
from .place import ALARM_MENU, FIRM, NUISANCE

# A helper that is never pressed: what the log book says about it is the call log.
CALL_LOG: Final = "input_button.call_log"
DIALS: Final = "input_button.{}_calls_tom"
ALARM: Final = "input_boolean.water_in_the_cellar"
LIGHT: Final = "light.door_of_lena"
TOM: Final = "1001"

# What a call event means, in words; the names of the parties are filled in.
SENTENCES: Final = {
    "dialling": "{caller} dials",
    "ringing": "{caller} calls {callee}",
    "answered": "{callee} answers {caller}",
    "answered_elsewhere": "{callee}: taken elsewhere",
    "missed": "{callee} missed {caller}",
    "refused": "{callee} refused {caller}",
    "held": "{caller} and {callee}: on hold",
    "resumed": "{caller} and {callee}: off hold",
    "transferred": "{caller} is handed on",
    "ended": "{caller} and {callee}: ended",
    "failed": "{caller} did not get through",
    "key_pressed": "{caller} presses a key",
}
MESSAGE: Final = f"""\
{{% set call = trigger.to_state.attributes %}}
{{{{ {SENTENCES}[call.event_type]
  | replace('{{caller}}', call.caller_name or call.caller or 'somebody')
  | replace('{{callee}}', call.callee_name or call.callee or 'somebody') }}}}
"""


def missed_calls(phones: Sequence[str]) -> Json:
    """Return what tells of missed calls, at phones of whatever PBX."""
    return {
        "alias": "Tell about missed calls",
        "description": "Whenever nobody takes a call, a notification says who called.",
        "mode": "parallel",
        "triggers": [
            {
                "trigger": "pbx.call_missed",
                "target": {"entity_id": list(phones)},
                "options": {"once_per_call": True},
            }
        ],
        "actions": [
            _notify(
                "Missed call",
                "{{ trigger.call.who or 'Somebody' }} called "
                "{{ trigger.call.callee_name or trigger.call.callee }}, and nobody answered.",
            )
        ],
    }


def dial_button(name: str, button: str, phone: str, number: str) -> Json:
    """Return what lets a phone of whatever PBX dial when a button is pressed."""
    return {
        "alias": name,
        "triggers": [{"trigger": "state", "entity_id": button, "not_from": "unavailable"}],
        "actions": [
            {
                "action": "pbx.dial",
                "target": {"entity_id": phone},
                "data": {"number": number},
            }
        ],
    }


def call_log(calls: str) -> Json:
    """Return what writes a log of all calls of a PBX."""
    return {
        "alias": "Keep a call log",
        "description": "Whatever happens on a call goes into the log book as a sentence.",
        "mode": "queued",
        "triggers": [
            {
                "trigger": "event.received",
                "target": {"entity_id": calls},
                "options": {"event_type": list(SENTENCES)},
            }
        ],
        "actions": [
            {
                "action": "logbook.log",
                "data": {"name": "Call log", "entity_id": CALL_LOG, "message": MESSAGE},
            }
        ],
    }


def doorman(calls: str) -> Json:
    """Return what decides on calls from outside, at all hours."""
    return _made_from(
        "doorman",
        "Doorman",
        pbx=calls,
        known=[FIRM],
        unwanted=[NUISANCE],
        opens="00:00:00",
        closes="23:59:59",
        days=["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    )


def alarm_call(people: Sequence[str]) -> Json:
    """Return what calls people until one acknowledges the alarm."""
    return _made_from(
        "alarm_call",
        "Water in the cellar: call somebody",
        alarm=ALARM,
        people=list(people),
        ivr=ALARM_MENU,
        acknowledged=[
            _notify("Water in the cellar", "{{ device_attr(person, 'name') }} takes care of it.")
        ],
        nobody=[_notify("Water in the cellar", "Nobody has acknowledged the alarm!")],
    )


def presence_light(presence: str) -> Json:
    """Return what lets the light at a door show whether somebody may be disturbed."""
    return _made_from("presence_light", "Light at the door of Lena", person=presence, light=LIGHT)


def automations(yeastar: Index, innovaphone: Index, names: Sequence[str]) -> dict[str, Json]:
    """Return the automations; the same for phones of either PBX."""
    # As everybody has a phone at both PBXs here, one of each is enough.
    phones = [yeastar.find(name, "event", "call") for name in names[::2]]
    phones += [innovaphone.find(name, "event", "call") for name in names[1::2]]
    anna, tom, lena = names[:3]
    people = [yeastar.find(name, "sensor", "status") for name in (anna, tom)]
    calls = yeastar.own("event", "call")
    made = {
        "missed_calls": missed_calls(phones),
        "call_log": call_log(calls),
        "doorman": doorman(calls),
        "alarm_call": alarm_call(people),
        "presence_light": presence_light(innovaphone.find(lena, "sensor", "presence")),
    }
    for pbx, name in ((yeastar, anna), (innovaphone, lena)):
        given = name.partition(" ")[0]
        phone = pbx.find(name, "sensor", "status")
        title = f"{given} calls Tom at a press"
        made[f"{given.lower()}_dials"] = dial_button(title, button_of(name), phone, TOM)
    return made


def button_of(name: str) -> str:
    """Return the id of the button that lets somebody dial."""
    return DIALS.format(name.partition(" ")[0].lower())


async def make_helpers(home: HomeClient, names: Sequence[str]) -> None:
    """Make what the automations listen or write to."""
    async with home.socket() as socket:
        await socket.call("input_button/create", name="Call log", icon="mdi:phone-log")
        for name in (names[0], names[2]):
            title = f"{name.partition(' ')[0]} calls Tom"
            await socket.call("input_button/create", name=title, icon="mdi:phone-outgoing")
        await make_alarm(home)


async def make_alarm(home: HomeClient) -> None:
    """Make what turns on when something is wrong."""
    async with home.socket() as socket:
        await socket.call(
            "input_boolean/create", name="Water in the cellar", icon="mdi:water-alert"
        )


async def save(home: HomeClient, made: dict[str, Json]) -> None:
    """Save automations as the editor does."""
    for key, automation in made.items():
        await home.request("POST", f"/api/config/automation/config/{key}", automation)


async def light_up(home: HomeClient) -> None:
    """Let the light be right at once; by itself it would wait for a change."""
    light = {"entity_id": "automation.light_at_the_door_of_lena"}
    await home.request("POST", "/api/services/automation/trigger", light)


def _made_from(blueprint: str, name: str, **inputs: Any) -> Json:
    return {"alias": name, "use_blueprint": {"path": f"pbx/{blueprint}.yaml", "input": inputs}}


def _notify(title: str, message: str) -> Json:
    data = {"title": title, "message": message}
    return {"action": "persistent_notification.create", "data": data}
