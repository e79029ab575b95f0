"""Intents, for the sentences in `custom_sentences` of this repository."""

from homeassistant.core import HomeAssistant

from .assist.handlers import async_register


async def async_setup_intents(hass: HomeAssistant) -> None:
    """Register the intents."""
    async_register(hass)
