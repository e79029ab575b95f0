"""Agents of queues: in, out, pausing, back."""

from functools import partial
from typing import Final

from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import DOMAIN
from ..coordinator import PbxCoordinator
from ..telephony.commands import AgentAction, SetAgent
from ..telephony.model import QueueId
from .execution import async_execute, invalid
from .fields import ATTR_QUEUE, inside_number, schema
from .targets import async_extensions, selection

ATTR_PIN: Final = "pin"

_PIN = vol.All(cv.string, vol.Match(r"^[0-9]{1,127}$"))
_SCHEMA = schema({vol.Optional(ATTR_QUEUE): inside_number})
_PIN_SCHEMA = _SCHEMA.extend({vol.Optional(ATTR_PIN): _PIN})

_ACTIONS: Final = {
    "log_in_agent": (AgentAction.LOG_IN, _PIN_SCHEMA),
    "log_out_agent": (AgentAction.LOG_OUT, _PIN_SCHEMA),
    "pause_agent": (AgentAction.PAUSE, _SCHEMA),
    "resume_agent": (AgentAction.RESUME, _SCHEMA),
}


@callback
def register(hass: HomeAssistant) -> None:
    """Register the actions about agents."""
    for name, (action, schema_) in _ACTIONS.items():
        set_agent = partial(_async_set_agent, action=action)
        hass.services.async_register(DOMAIN, name, set_agent, schema_)


async def _async_set_agent(call: ServiceCall, *, action: AgentAction) -> None:
    """Do it to all targets, in the named queue or in the queue that is a target itself."""
    targets = await async_extensions(call, SetAgent.needs)
    commands = [
        (
            target.coordinator,
            SetAgent(
                queue=_queue(call, target.coordinator),
                extension=target.id,
                action=action,
                pin=call.data.get(ATTR_PIN),
            ),
        )
        for target in targets
    ]
    for coordinator, command in commands:
        await async_execute(coordinator, command)


def _queue(call: ServiceCall, coordinator: PbxCoordinator) -> QueueId:
    """Find the queue on the PBX of an agent."""
    if (number := call.data.get(ATTR_QUEUE)) is not None:
        for queue in coordinator.state.queues.values():
            if queue.number == number:
                return queue.id
        raise invalid("unknown_queue", number=number)
    meant = [each.id for each in selection(call).queues if each.coordinator is coordinator]
    if len(meant) != 1:
        raise invalid("one_queue")
    return meant[0]
