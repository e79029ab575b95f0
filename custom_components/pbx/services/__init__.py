"""The actions: find whom they are for, make a command, let the PBX decide."""

from homeassistant.core import HomeAssistant, callback

from .agents import register as register_agents
from .call_log import register as register_call_log
from .calls import register as register_calls
from .configuration import register as register_configuration
from .dialing import register as register_dialing
from .favourites import register as register_favourites
from .menus import register as register_menus
from .messages import register as register_messages
from .numbering import register as register_numbering
from .phones import register as register_phones
from .presence import register as register_presence
from .screening import register as register_screening
from .transfers import register as register_transfers
from .wake_ups import register as register_wake_ups

_SUBJECTS = (
    register_agents,
    register_call_log,
    register_calls,
    register_configuration,
    register_dialing,
    register_favourites,
    register_menus,
    register_messages,
    register_numbering,
    register_phones,
    register_presence,
    register_screening,
    register_transfers,
    register_wake_ups,
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    for register in _SUBJECTS:
        register(hass)
