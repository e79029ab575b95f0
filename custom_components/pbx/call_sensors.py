"""Sensors of the call log: what was missed, what was last, and what today adds up to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity, SensorStateClass
from homeassistant.const import MAX_LENGTH_STATE_STATE, PERCENTAGE, UnitOfTime

from .call_report import moment, report_of
from .coordinator import PbxCoordinator
from .entity import PartEntity
from .telephony.call_log import CallEntry, Tally
from .telephony.exchange import CALLS

SHOWN_CALLS: Final = 10


class CallLogSensor(PartEntity, SensorEntity):
    """A sensor that looks at its part when the log changes."""

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the log."""
        await super().async_added_to_hass()
        changes = self.coordinator.calls_memory.changes
        self.async_on_remove(changes.add(CALLS, self._look))


class DaySensor(CallLogSensor):
    """A sum over the calls of today, kept as a statistic by the recorder."""

    _attr_state_class = SensorStateClass.TOTAL

    @property
    @override
    def last_reset(self) -> datetime:
        """Give the beginning of the day."""
        return self.coordinator.calls_memory.day

    @property
    @override
    def part(self) -> tuple[datetime, int]:
        """Show the day, and the sum."""
        return self.last_reset, self.native_value

    @property
    @override
    def native_value(self) -> int:
        """Give the sum."""
        raise NotImplementedError

    @property
    def tally(self) -> Tally:
        """Give the sums."""
        return self.coordinator.calls_memory.log.tally


class CallsTodaySensor(DaySensor):
    """How many calls there were today."""

    def __init__(self, coordinator: PbxCoordinator) -> None:
        """Belong to the PBX."""
        super().__init__(coordinator, coordinator.unique_id, "calls_today")

    @property
    @override
    def native_value(self) -> int:
        """Count them."""
        return self.tally.calls


class TalkTimeTodaySensor(DaySensor):
    """How long people talked today."""

    _attr_device_class = SensorDeviceClass.DURATION
    _attr_native_unit_of_measurement = UnitOfTime.SECONDS
    _attr_suggested_unit_of_measurement = UnitOfTime.MINUTES
    _attr_suggested_display_precision = 0

    def __init__(self, coordinator: PbxCoordinator) -> None:
        """Belong to the PBX."""
        super().__init__(coordinator, coordinator.unique_id, "talk_time_today")

    @property
    @override
    def native_value(self) -> int:
        """Add it up."""
        return self.tally.talk


class AnswerRateTodaySensor(CallLogSensor):
    """How many of today's calls from outside were taken."""

    _attr_state_class = SensorStateClass.MEASUREMENT
    _attr_native_unit_of_measurement = PERCENTAGE
    _attr_suggested_display_precision = 0

    def __init__(self, coordinator: PbxCoordinator) -> None:
        """Belong to the PBX."""
        super().__init__(coordinator, coordinator.unique_id, "answer_rate_today")

    @property
    @override
    def part(self) -> float | None:
        """Show the share."""
        return self.native_value

    @property
    @override
    def native_value(self) -> float | None:
        """Give the share; unknown before the first one."""
        rate = self.coordinator.calls_memory.log.tally.answer_rate
        return None if rate is None else rate * 100


class MissedCallsSensor(CallLogSensor):
    """How many calls from outside were missed since somebody last took note."""

    # It falls back to nothing at any time, so it is no total.
    _attr_state_class = SensorStateClass.MEASUREMENT
    _unrecorded_attributes = frozenset({"calls"})

    def __init__(self, coordinator: PbxCoordinator) -> None:
        """Belong to the PBX."""
        super().__init__(coordinator, coordinator.unique_id, "missed_calls")

    @property
    @override
    def part(self) -> tuple[int, tuple[CallEntry, ...]]:
        """Show how many there are, and the latest of them."""
        log = self.coordinator.calls_memory.log
        return log.unseen, tuple(log.missed_calls(SHOWN_CALLS))

    @property
    @override
    def native_value(self) -> int:
        """Count the calls."""
        return self.coordinator.calls_memory.log.unseen

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """List the latest of them, newest first."""
        names = self.coordinator.names
        return {
            "calls": [
                {
                    "when": moment(each.began),
                    "number": each.number,
                    "number_formatted": names.formatted(each.number),
                    "name": each.name,
                }
                for each in self.coordinator.calls_memory.log.missed_calls(SHOWN_CALLS)
            ]
        }


class LastCallSensor(CallLogSensor):
    """With whom the last call was."""

    _unrecorded_attributes = frozenset({"call_id"})
    _shown: Mapping[str, Any] | None

    def __init__(self, coordinator: PbxCoordinator) -> None:
        """Belong to the PBX."""
        super().__init__(coordinator, coordinator.unique_id, "last_call")

    @property
    @override
    def part(self) -> Mapping[str, Any] | None:
        """Say what is known of the call."""
        last = self.coordinator.calls_memory.log.last
        return None if last is None else report_of(self.coordinator, last)

    @property
    @override
    def native_value(self) -> str | None:
        """Give the name of the other side, else its number."""
        shown = (self._shown["name"] or self._shown["number"]) if self._shown else None
        return shown[:MAX_LENGTH_STATE_STATE] if shown else None

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Say what is known of the call."""
        return self._shown
