"""Home Assistant wants one before it sets an entry up; nobody ever sees it."""

from homeassistant.config_entries import ConfigFlow

from . import DOMAIN


class FloorConfigFlow(ConfigFlow, domain=DOMAIN):
    """A flow without steps."""
