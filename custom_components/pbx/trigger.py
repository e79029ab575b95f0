"""The triggers that automations can choose, by their names."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers.trigger import Trigger

from .call_triggers import (
    CallAnsweredTrigger,
    CallEndedTrigger,
    CallFailedTrigger,
    CallMissedTrigger,
    CallRingingTrigger,
    InboundRequestTrigger,
    KeyPressedTrigger,
)
from .state_triggers import (
    ExtensionStatusChangedTrigger,
    PbxRestartedTrigger,
    PresenceChangedTrigger,
    TrunkDownTrigger,
    TrunkUpTrigger,
)

TRIGGERS: dict[str, type[Trigger]] = {
    "call_ringing": CallRingingTrigger,
    "call_answered": CallAnsweredTrigger,
    "call_missed": CallMissedTrigger,
    "call_ended": CallEndedTrigger,
    "call_failed": CallFailedTrigger,
    "key_pressed": KeyPressedTrigger,
    "inbound_request": InboundRequestTrigger,
    "extension_status_changed": ExtensionStatusChangedTrigger,
    "presence_changed": PresenceChangedTrigger,
    "trunk_down": TrunkDownTrigger,
    "trunk_up": TrunkUpTrigger,
    "pbx_restarted": PbxRestartedTrigger,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Give all triggers; an automation may want them before any PBX is set up."""
    return TRIGGERS
