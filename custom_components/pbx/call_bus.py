"""What the log book shall tell of calls, fired as events once for each happening."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from homeassistant.components.event import DOMAIN as EVENT
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN, EVENT_CALL
from .coordinator import PbxCoordinator, extension_identifier
from .telephony.events import CallEvent, EventType
from .telephony.exchange import CALLS

# What people look for afterwards. That a phone rang is said by how it ended.
TOLD: Final = frozenset(
    {
        EventType.ANSWERED,
        EventType.MISSED,
        EventType.REFUSED,
        EventType.FAILED,
        EventType.TRANSFERRED,
        EventType.ENDED,
    }
)


@callback
def async_tell_log_book(hass: HomeAssistant, coordinator: PbxCoordinator) -> CALLBACK_TYPE:
    """Fire what happens on calls from now on, as long as there is a log book."""
    tell: Callable[[CallEvent], None] = partial(_tell, hass, coordinator)
    return coordinator.async_listen_events(CALLS, tell)


@callback
def _tell(hass: HomeAssistant, coordinator: PbxCoordinator, event: CallEvent) -> None:
    """Fire one event, under the entity of the extension that it happened to."""
    if event.type not in TOLD or "logbook" not in hass.config.components:
        return
    identifier = coordinator.unique_id
    data: dict[str, Any] = {}
    if event.extension is not None:
        identifier = extension_identifier(identifier, event.extension)
        found = coordinator.state.extensions.get(event.extension)
        data["name"] = (found.name or found.number) if found else None
    entity = er.async_get(hass).async_get_entity_id(EVENT, DOMAIN, f"{identifier}_call")
    happening = coordinator.happenings.of(event)
    hass.bus.async_fire(
        EVENT_CALL,
        {
            "type": event.type.value,
            "entry_id": coordinator.config_entry.entry_id,
            **({ATTR_ENTITY_ID: entity} if entity else {}),
            **happening.attributes,
            **data,
        },
        context=happening.context,
    )
