"""The conditions that automations can choose, by their names."""

from typing import ClassVar, Final, override

from homeassistant.const import CONF_OPTIONS
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.condition import (
    ENTITY_STATE_CONDITION_SCHEMA_ANY_ALL,
    Condition,
    ConditionConfig,
    EntityStateConditionBase,
)
import voluptuous as vol

from .state_triggers import SENSORS, USABLE
from .targeting import of_ours
from .telephony.model import Activity, TrunkStatus
from .telephony.selectors import ExtensionStatus

CONF_PRESENCE: Final = "presence"


class _SensorCondition(EntityStateConditionBase):
    """Test what one of our sensors says."""

    _domain_specs = SENSORS
    _key: ClassVar[str] = "status"
    _word: ClassVar[str] = ExtensionStatus.IN_CALL.value

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Keep our sensors of this kind."""
        return of_ours(self._hass, super().entity_filter(entities), self._key, self._word)


class IsIdleCondition(_SensorCondition):
    """Nothing goes on at an extension."""

    _states = {ExtensionStatus.IDLE.value}  # noqa: RUF012 - never changed


class IsRingingCondition(_SensorCondition):
    """A phone rings."""

    _states = {ExtensionStatus.RINGING.value}  # noqa: RUF012 - never changed


class IsInCallCondition(_SensorCondition):
    """An extension talks, or keeps somebody on hold."""

    _states = {ExtensionStatus.IN_CALL.value, ExtensionStatus.ON_HOLD.value}  # noqa: RUF012 - never changed


class IsOfflineCondition(_SensorCondition):
    """No phone is registered."""

    _states = {ExtensionStatus.OFFLINE.value}  # noqa: RUF012 - never changed


class TrunkIsUpCondition(_SensorCondition):
    """Calls can use a trunk."""

    _word = TrunkStatus.REGISTERING.value
    _states = set(USABLE)  # noqa: RUF012 - never changed


class PresenceIsCondition(_SensorCondition):
    """A person shows one of these."""

    _key = "presence"
    _word = Activity.AWAY.value
    _schema = ENTITY_STATE_CONDITION_SCHEMA_ANY_ALL.extend(
        {
            vol.Required(CONF_OPTIONS): {
                vol.Required(CONF_PRESENCE): vol.All(
                    cv.ensure_list, vol.Length(min=1), [vol.In([*Activity])]
                ),
            },
        }
    )

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Take what was chosen."""
        super().__init__(hass, config)
        self._states = set((config.options or {})[CONF_PRESENCE])


CONDITIONS: dict[str, type[Condition]] = {
    "is_idle": IsIdleCondition,
    "is_ringing": IsRingingCondition,
    "is_in_call": IsInCallCondition,
    "is_offline": IsOfflineCondition,
    "presence_is": PresenceIsCondition,
    "trunk_is_up": TrunkIsUpCondition,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Give all conditions."""
    return CONDITIONS
