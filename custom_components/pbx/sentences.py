"""Texts that are put together at the moment they are needed, in the language of who reads them."""

from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import async_get_cached_translations, async_get_translations

from .const import DOMAIN

_CATEGORY: Final = "common"
_FALLBACK: Final = "en"


async def async_prepare_sentences(hass: HomeAssistant, language: str | None = None) -> None:
    """Read the sentences beforehand: who needs one does not wait for it."""
    for each in dict.fromkeys((language or hass.config.language, _FALLBACK)):
        await async_get_translations(hass, each, _CATEGORY, {DOMAIN})


@callback
def sentence(hass: HomeAssistant, key: str, language: str | None = None) -> str:
    """Give a sentence, in the language of the house if none is named; the key if there is none."""
    path = f"component.{DOMAIN}.{_CATEGORY}.{key}"
    for each in (language or hass.config.language, _FALLBACK):
        texts = async_get_cached_translations(hass, each, _CATEGORY, DOMAIN)
        if path in texts:
            return texts[path]
    return key
