"""Sentences for the log book: who missed, answered or refused whose call."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from homeassistant.components.logbook import (
    LOGBOOK_ENTRY_ENTITY_ID,
    LOGBOOK_ENTRY_ICON,
    LOGBOOK_ENTRY_MESSAGE,
    LOGBOOK_ENTRY_NAME,
)
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import Event, HomeAssistant, callback

from .const import CONF_MASK_NUMBERS, DOMAIN, EVENT_CALL
from .sentences import sentence

type Describe = Callable[[Event], dict[str, str]]

_ICONS: Final[Mapping[str, str]] = {
    "answered": "mdi:phone-in-talk",
    "missed": "mdi:phone-missed",
    "refused": "mdi:phone-cancel",
    "failed": "mdi:phone-alert",
    "transferred": "mdi:phone-forward",
    "ended": "mdi:phone-hangup",
}
_OF_A_PHONE: Final = {"answered", "missed", "refused"}
# What is left of a masked number, so that people still recognize one that they know.
_SHOWN: Final = 3
_LONGEST: Final = 100


@callback
def async_describe_events(
    hass: HomeAssistant, async_describe_event: Callable[[str, str, Describe], None]
) -> None:
    """Say how our events are told."""

    @callback
    def describe(event: Event) -> dict[str, str]:
        return _described(hass, event.data)

    async_describe_event(DOMAIN, EVENT_CALL, describe)


def _described(hass: HomeAssistant, said: Mapping[str, Any]) -> dict[str, str]:
    """Tell one event: who is called is its subject where it is about a phone, else who calls."""
    entry = hass.config_entries.async_get_entry(str(said.get("entry_id")))
    masked = bool(entry and entry.options.get(CONF_MASK_NUMBERS))
    kind, talked = str(said.get("type")), said.get("talk_duration")
    caller, callee = (_party(hass, said, side, masked=masked) for side in ("caller", "callee"))
    subject = _short(said.get("name") or callee) if kind in _OF_A_PHONE else caller
    key = "ended_unanswered" if kind == "ended" and talked is None else kind
    told = {
        LOGBOOK_ENTRY_NAME: subject,
        LOGBOOK_ENTRY_MESSAGE: sentence(hass, f"logbook_{key}").format(
            caller=caller, callee=callee, minutes=_minutes(talked)
        ),
        LOGBOOK_ENTRY_ICON: _ICONS.get(kind, "mdi:phone"),
    }
    if entity := said.get(ATTR_ENTITY_ID):
        told[LOGBOOK_ENTRY_ENTITY_ID] = entity
    return told


def _party(hass: HomeAssistant, said: Mapping[str, Any], side: str, *, masked: bool) -> str:
    """Name a party: by its name, else by its number, as far as that may be seen."""
    if name := said.get(f"{side}_name"):
        return _short(name)
    number = said.get(side)
    if not number:
        return sentence(hass, "logbook_unknown")
    text = _short(number)
    return f"…{text[-_SHOWN:]}" if masked and len(text) > 2 * _SHOWN else text


def _short(text: object) -> str:
    """Bound what somebody else wrote."""
    return str(text)[:_LONGEST]


def _minutes(seconds: object) -> str:
    """Write a duration."""
    whole = int(seconds) if isinstance(seconds, int | float) else 0
    return f"{whole // 60}:{whole % 60:02d}"
