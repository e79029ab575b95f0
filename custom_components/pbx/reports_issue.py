"""The repair issues about reports that do not arrive, and what is known of the reason."""

from collections.abc import Mapping
from itertools import islice
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import CONF_REPORT_HOST, CONF_REPORT_PORT, DOMAIN
from .coordinator import PbxConfigEntry
from .flow_input import plain_name
from .telephony.delivery import ReportFault
from .telephony.errors import PbxError, ReportsPosted, ReportsStreamed
from .telephony.exchange import REPORTS

REPORTS_MISSING: Final = "reports_missing"
REPORTS_TAKEN: Final = "reports_taken"
NOT_MONITORED: Final = "extensions_not_monitored"
OTHER_WAY: Final = "reports_other_way"

_BY_FAULT: Final[Mapping[ReportFault, str]] = {
    ReportFault.NEVER: REPORTS_MISSING,
    ReportFault.SILENT: REPORTS_TAKEN,
    ReportFault.UNMONITORED: NOT_MONITORED,
}
# Nobody reads more names than these in one text.
MOST_NAMES: Final = 20


class ReportsIssue:
    """The issue of one PBX, for as long as it is set up."""

    def __init__(self, hass: HomeAssistant, entry: PbxConfigEntry) -> None:
        """Prepare; nothing is raised before `async_start`."""
        self._hass = hass
        self._entry = entry
        self._coordinator = entry.runtime_data
        self._shown: str | None = None

    @callback
    def async_start(self) -> None:
        """Follow the reports until the entry is unloaded."""
        self._entry.async_on_unload(self._clear)
        self._entry.async_on_unload(self._coordinator.async_listen(REPORTS, self._look))
        self._look()

    @callback
    def _look(self) -> None:
        """Raise the issue that fits, or none."""
        fault = self._coordinator.state.reporting.fault
        if fault is None:
            self._clear()
            return
        key = _BY_FAULT[fault]
        if self._shown not in (None, key):
            self._clear()
        self._shown = key
        _raise(self._hass, self._entry, key, extensions=self._names())

    def _names(self) -> str:
        """Name the extensions that are never told of."""
        known, silent = self._coordinator.state.extensions, self._coordinator.state.reporting
        names = []
        for id in islice(silent.extensions, MOST_NAMES):
            name = plain_name((known[id].name if id in known else None) or id, id)
            names.append(name if name == id else f"{name} ({id})")
        more = len(silent.extensions) - MOST_NAMES
        return ", ".join(names) + (f" … (+{more})" if more > 0 else "") or "-"

    @callback
    def _clear(self) -> None:
        """Withdraw the issue: reports come, or nobody listens any more."""
        key, self._shown = self._shown, None
        if key is not None:
            ir.async_delete_issue(self._hass, DOMAIN, _issue_id(key, self._entry))


@callback
def async_raise_other_way(hass: HomeAssistant, entry: ConfigEntry, err: PbxError) -> None:
    """Ask a person, if the PBX sends its reports by another way than the one that was chosen."""
    if isinstance(err, (ReportsPosted, ReportsStreamed)):
        _raise(hass, entry, OTHER_WAY, streams=isinstance(err, ReportsStreamed))


@callback
def async_clear_other_way(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Withdraw that question; the way fits, or its PBX is gone."""
    ir.async_delete_issue(hass, DOMAIN, _issue_id(OTHER_WAY, entry))


def _raise(
    hass: HomeAssistant,
    entry: ConfigEntry,
    key: str,
    *,
    extensions: str = "-",
    streams: bool = False,
) -> None:
    """Raise an issue of this kind."""
    data = entry.data
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(key, entry),
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=key,
        translation_placeholders={
            "name": entry.title,
            "host": str(data.get(CONF_HOST, "-")),
            "address": f"{data.get(CONF_REPORT_HOST, '-')}:{data.get(CONF_REPORT_PORT, '-')}",
            "extensions": extensions,
        },
        data={"entry_id": entry.entry_id, "kind": key, "streams": streams},
    )


def _issue_id(key: str, entry: ConfigEntry) -> str:
    """Name the issue of one PBX."""
    return f"{key}_{entry.entry_id}"
