"""Triggers for what lasts: the status of an extension or a trunk, and what a person shows."""

from typing import Any, ClassVar, Final, override

from homeassistant.components.event import EventEntityStateAttribute
from homeassistant.components.sensor import DOMAIN as SENSOR
from homeassistant.const import CONF_FOR, CONF_OPTIONS
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.trigger import (
    ATTR_BEHAVIOR,
    BEHAVIOR_ALL,
    BEHAVIOR_EACH,
    BEHAVIOR_FIRST,
    ENTITY_STATE_TRIGGER_SCHEMA,
    EntityTriggerBase,
    NotTriggeredReasonReporter,
    StatelessEntityTriggerBase,
    TriggerConfig,
)
import voluptuous as vol

from .call_triggers import EVENTS
from .targeting import of_ours
from .telephony.model import Activity, TrunkStatus
from .telephony.moments import SystemEventType
from .telephony.selectors import ExtensionStatus

CONF_FROM: Final = "from"
CONF_TO: Final = "to"

SENSORS: Final = {SENSOR: DomainSpec()}

USABLE: Final = frozenset({TrunkStatus.UP.value, TrunkStatus.BUSY.value})
UNUSABLE: Final = frozenset(
    {TrunkStatus.DOWN.value, TrunkStatus.FAULT.value, TrunkStatus.DISABLED.value}
)

_BEHAVIOR: Final[dict[vol.Marker, Any]] = {
    vol.Optional(ATTR_BEHAVIOR, default=BEHAVIOR_EACH): vol.In(
        [BEHAVIOR_EACH, BEHAVIOR_FIRST, BEHAVIOR_ALL]
    ),
    vol.Optional(CONF_FOR): cv.positive_time_period,
}


def _schema(**words: list[str]) -> Any:
    """Ask for a target, for how long, and by each of these options for some of its words."""
    choices = {
        vol.Optional(key): vol.All(cv.ensure_list, [vol.In(allowed)])
        for key, allowed in words.items()
    }
    options = vol.Optional(CONF_OPTIONS, default={})
    return ENTITY_STATE_TRIGGER_SCHEMA.extend({options: _BEHAVIOR | choices})


class _SensorTrigger(EntityTriggerBase):
    """Fire when one of our sensors changes from some states to others."""

    _domain_specs = SENSORS
    _key: ClassVar[str] = "status"
    _word: ClassVar[str]
    """A state that only these sensors have."""
    _from: frozenset[str] = frozenset()
    _to: frozenset[str] = frozenset()

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Keep our sensors of this kind."""
        return of_ours(self._hass, super().entity_filter(entities), self._key, self._word)

    @override
    def is_valid_transition(self, from_state: State, to_state: State) -> bool:
        """Tell whether this change is asked for; nothing said is anything."""
        if from_state.state == to_state.state or (self._to and from_state.state in self._to):
            return False
        return not self._from or from_state.state in self._from

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Tell whether this state is asked for."""
        return not self._to or state.state in self._to


class _ChosenTrigger(_SensorTrigger):
    """One whose states are chosen in the automation."""

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take what was chosen."""
        super().__init__(hass, config)
        self._from = frozenset(self._options.get(CONF_FROM, ()))
        self._to = frozenset(self._options.get(CONF_TO, ()))


class ExtensionStatusChangedTrigger(_ChosenTrigger):
    """An extension does something else."""

    _word = ExtensionStatus.IN_CALL.value
    _schema = _schema(**{key: [*ExtensionStatus] for key in (CONF_FROM, CONF_TO)})


class PresenceChangedTrigger(_ChosenTrigger):
    """A person shows something else."""

    _key = "presence"
    _word = Activity.AWAY.value
    _schema = _schema(**{key: [*Activity] for key in (CONF_FROM, CONF_TO)})


class TrunkDownTrigger(_SensorTrigger):
    """A trunk can no longer be used."""

    _word = TrunkStatus.REGISTERING.value
    _schema = _schema()
    _to = UNUSABLE


class TrunkUpTrigger(_SensorTrigger):
    """A trunk can be used again."""

    _word = TrunkStatus.REGISTERING.value
    _schema = _schema()
    _to = USABLE


class PbxRestartedTrigger(StatelessEntityTriggerBase):
    """The PBX has started anew."""

    _domain_specs = EVENTS

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Keep our entities that tell of the PBX itself."""
        return of_ours(self._hass, super().entity_filter(entities), "system")

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Tell whether it started."""
        kind = state.attributes.get(EventEntityStateAttribute.EVENT_TYPE)
        return bool(kind == SystemEventType.STARTED)
