"""The repair issue of a PBX that answers, but does not let programs in.

Entities that are merely unavailable would not say why, and only an administrator can mend it.
"""

from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .coordinator import PbxConfigEntry, PbxCoordinator
from .telephony.errors import ApiDisabled
from .telephony.exchange import LINK

API_DISABLED: Final = "api_disabled"


@callback
def async_raise_api_issue(hass: HomeAssistant, entry: ConfigEntry, err: BaseException) -> None:
    """Say so, if that is why there is no connection."""
    if isinstance(err, ApiDisabled):
        _raise(hass, entry)


@callback
def async_clear_api_issue(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Take it that the PBX lets us in, or is gone."""
    ir.async_delete_issue(hass, DOMAIN, _issue_id(entry))


@callback
def async_follow_api(
    hass: HomeAssistant, entry: PbxConfigEntry, coordinator: PbxCoordinator
) -> None:
    """Say so while the entry is loaded, too: the link may not come back."""

    @callback
    def look() -> None:
        link = coordinator.state.link
        if link.is_up:
            async_clear_api_issue(hass, entry)
        elif link.reason == ApiDisabled.__name__:
            _raise(hass, entry)

    entry.async_on_unload(coordinator.async_listen(LINK, look))
    entry.async_on_unload(lambda: async_clear_api_issue(hass, entry))


def _raise(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Raise the issue; it goes by itself."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry),
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR,
        translation_key=API_DISABLED,
        translation_placeholders={"name": entry.title},
    )


def _issue_id(entry: ConfigEntry) -> str:
    """Name the issue of one PBX."""
    return f"{API_DISABLED}_{entry.entry_id}"
