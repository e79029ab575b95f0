"""Texts that are put together at the moment they are needed, in the language of the house."""

from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import async_get_cached_translations, async_get_translations

from .const import DOMAIN

_CATEGORY: Final = "common"
_FALLBACK: Final = "en"


async def async_prepare_sentences(hass: HomeAssistant) -> None:
    """Read the sentences beforehand: who needs one does not wait for it."""
    for language in dict.fromkeys((hass.config.language, _FALLBACK)):
        await async_get_translations(hass, language, _CATEGORY, {DOMAIN})


@callback
def sentence(hass: HomeAssistant, key: str) -> str:
    """Give a sentence; the key itself if there is none."""
    path = f"component.{DOMAIN}.{_CATEGORY}.{key}"
    for language in (hass.config.language, _FALLBACK):
        texts = async_get_cached_translations(hass, language, _CATEGORY, DOMAIN)
        if path in texts:
            return texts[path]
    return key
