"""Two automations, to show what all this is good for."""

from typing import Final

from .client import HomeClient, Json

# A helper that is never pressed: what the log book says about it is the call log.
CALL_LOG: Final = "input_button.call_log"

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


def _received(calls: str, *kinds: str) -> Json:
    """Return a trigger for kinds of events; an event from before a restart is none."""
    return {
        "trigger": "event.received",
        "target": {"entity_id": calls},
        "options": {"event_type": list(kinds)},
    }


def automations(calls: str) -> dict[str, Json]:
    """Return the automations, which listen to the calls of a PBX."""
    return {
        "missed_calls": {
            "alias": "Tell about missed calls",
            "description": "Whenever nobody takes a call, a notification says who called.",
            "mode": "parallel",
            "triggers": [_received(calls, "missed")],
            "actions": [
                {
                    "action": "persistent_notification.create",
                    "data": {
                        "title": "Missed call",
                        "message": "{{ trigger.to_state.attributes.caller }} called "
                        "{{ trigger.to_state.attributes.callee_name }}, and nobody answered.",
                    },
                }
            ],
        },
        "call_log": {
            "alias": "Keep a call log",
            "description": "Whatever happens on a call goes into the log book as a sentence.",
            "mode": "queued",
            "triggers": [_received(calls, *SENTENCES)],
            "actions": [
                {
                    "action": "logbook.log",
                    "data": {"name": "Call log", "entity_id": CALL_LOG, "message": MESSAGE},
                }
            ],
        },
    }


async def make_automations(home: HomeClient, calls: str) -> None:
    """Save the automations, and the helper that one of them writes to."""
    async with home.socket() as socket:
        await socket.call("input_button/create", name="Call log", icon="mdi:phone-log")
    for key, automation in automations(calls).items():
        await home.request("POST", f"/api/config/automation/config/{key}", automation)
