"""The repair issues about people whom the PBX does not show.

Who may not be seen is told by no error, only by silence. So an issue waits for a while, and goes by
itself.
"""

from collections.abc import Callable, Collection
from itertools import chain, islice
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_call_later

from .const import DOMAIN
from .coordinator import PbxConfigEntry, PbxCoordinator
from .flow_input import plain_name
from .telephony.exchange import ROSTERS, profile_topic
from .telephony.model import ExtensionId

PEOPLE_NOT_VISIBLE: Final = "people_not_visible"
PEOPLE_NOT_FOUND: Final = "people_not_found"

# A PBX that restarts shows nobody for a moment.
GRACE: Final = 30.0
# Nobody reads more names than these in one text.
MOST_NAMES: Final = 20

# Why people are missing, as the picture says it, by the issue that tells of them.
_REASONS: Final = {
    PEOPLE_NOT_VISIBLE: ("not_allowed", "not_visible"),
    PEOPLE_NOT_FOUND: ("not_found",),
}
_ALL_REASONS: Final = frozenset(chain.from_iterable(_REASONS.values()))


class _Look:
    """Looks at one person; a partial function would be five times as large."""

    __slots__ = ("id", "look")

    def __init__(self, look: Callable[[ExtensionId], None], id: ExtensionId) -> None:
        self.look = look
        self.id = id

    def __call__(self) -> None:
        self.look(self.id)


class PeopleIssues:
    """The issues of one PBX."""

    def __init__(self, hass: HomeAssistant, entry: PbxConfigEntry) -> None:
        """Prepare; nothing is raised before `async_start`."""
        self._hass = hass
        self._entry = entry
        self._coordinator: PbxCoordinator = entry.runtime_data
        self._followed: dict[ExtensionId, _Look] = {}
        self._missing: dict[str, dict[ExtensionId, None]] = {each: {} for each in _ALL_REASONS}
        self._waiting: set[ExtensionId] = set()
        self._next: set[ExtensionId] = set()
        self._timer: CALLBACK_TYPE | None = None

    @callback
    def async_start(self) -> None:
        """Follow everybody until the entry is unloaded."""
        self._entry.async_on_unload(self._stop)
        self._entry.async_on_unload(self._coordinator.async_listen(ROSTERS, self._follow))
        self._follow()

    @callback
    def _follow(self) -> None:
        """Listen to those who are there now."""
        present = self._coordinator.state.extensions
        for gone in self._followed.keys() - present.keys():
            self._leave(gone)
            self._look(gone)
        look = self._look
        for id in present.keys() - self._followed.keys():
            self._followed[id] = listener = _Look(look, id)
            self._coordinator.exchange.changes.join(profile_topic(id), listener)
            listener()

    def _leave(self, id: ExtensionId) -> None:
        """Listen to somebody no longer."""
        self._coordinator.exchange.changes.leave(profile_topic(id), self._followed.pop(id))

    @callback
    def _look(self, id: ExtensionId) -> None:
        """See whether somebody is missing; while nobody can know, nothing changes."""
        extension = self._coordinator.state.extensions.get(id)
        if extension is not None and extension.presence is None and extension.reason is None:
            return
        reason = extension.reason if extension is not None else None
        before = next((each for each, them in self._missing.items() if id in them), None)
        if reason not in _ALL_REASONS:
            self._waiting.discard(id)
            self._next.discard(id)
        elif before is None and id not in self._waiting:
            self._next.add(id)
            self._arm()
        if before is not None and before != reason:
            del self._missing[before][id]
            if reason in _ALL_REASONS:
                self._missing[reason][id] = None
            self._publish()

    @callback
    def _arm(self) -> None:
        """Wait with those who are missing by now."""
        if self._timer is None:
            self._waiting, self._next = self._next, set()
            self._timer = async_call_later(self._hass, GRACE, HassJob(self._confirm))

    @callback
    def _confirm(self, now: object) -> None:
        """Take it that those who are still missing will not come by themselves."""
        self._timer = None
        for id in self._waiting:
            extension = self._coordinator.state.extensions.get(id)
            if extension is not None and extension.reason in _ALL_REASONS:
                self._missing[extension.reason][id] = None
        self._waiting = set()
        self._publish()
        if self._next:
            self._arm()

    def _publish(self) -> None:
        """Raise the issues that there are, and withdraw the others."""
        for key, reasons in _REASONS.items():
            missing = [self._missing[reason] for reason in reasons]
            if not any(missing):
                ir.async_delete_issue(self._hass, DOMAIN, _issue_id(key, self._entry))
                continue
            ir.async_create_issue(
                self._hass,
                DOMAIN,
                _issue_id(key, self._entry),
                is_fixable=False,
                severity=ir.IssueSeverity.WARNING,
                translation_key=key,
                translation_placeholders={
                    "name": self._entry.title,
                    "login": self._login,
                    "people": self._names(*missing),
                    "certain": self._names(self._missing["not_allowed"]),
                },
            )

    @property
    def _login(self) -> str:
        """Name the login by which the PBX knows us."""
        fields = self._coordinator.vendor.fields
        key = next((each.key for each in fields if each.autocomplete == "username"), "")
        return plain_name(str(self._entry.data.get(key, "")), "-")

    def _names(self, *missing: Collection[ExtensionId]) -> str:
        """Name people, as far as anybody would read."""
        extensions = self._coordinator.state.extensions
        names = [
            plain_name(extension.name or id, "?")
            for id in islice(chain(*missing), MOST_NAMES)
            if (extension := extensions.get(id)) is not None
        ]
        more = sum(map(len, missing)) - MOST_NAMES
        return ", ".join(names) + (f" … (+{more})" if more > 0 else "") or "-"

    @callback
    def _stop(self) -> None:
        """Let go of everything; who is still missing next time is found anew."""
        if self._timer is not None:
            self._timer()
        for id in tuple(self._followed):
            self._leave(id)
        for key in _REASONS:
            ir.async_delete_issue(self._hass, DOMAIN, _issue_id(key, self._entry))


def _issue_id(key: str, entry: ConfigEntry) -> str:
    """Name the issue of one PBX."""
    return f"{key}_{entry.entry_id}"
