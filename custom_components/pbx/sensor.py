"""Sensors: what an extension is doing, what a person shows of himself, how a trunk is."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .coordinator import PbxConfigEntry, PbxCoordinator
from .entity import ExtensionEntity, TrunkEntity, add_as_they_come, extensions, trunks
from .telephony import selectors
from .telephony.model import Activity, Call, Capability, ExtensionId, Leg, TrunkId, TrunkStatus
from .telephony.selectors import ExtensionStatus

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: PbxConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add what the PBX offers."""
    add_as_they_come(entry, async_add_entities, extensions, _of_extension)
    add_as_they_come(entry, async_add_entities, trunks, _of_trunk)


def _of_extension(coordinator: PbxCoordinator, extension: ExtensionId) -> Iterable[ExtensionEntity]:
    """Make the sensors of one extension."""
    if coordinator.can(Capability.CALLS):
        yield StatusSensor(coordinator, extension, "status")
    if coordinator.can(Capability.PRESENCE):
        yield PresenceSensor(coordinator, extension, "presence")


def _of_trunk(coordinator: PbxCoordinator, trunk: TrunkId) -> Iterable[TrunkEntity]:
    """Make the sensors of one trunk."""
    yield TrunkStatusSensor(coordinator, trunk, "status")


class StatusSensor(ExtensionEntity, SensorEntity):
    """What an extension is doing, and with whom."""

    _attr_device_class = SensorDeviceClass.ENUM
    _attr_options = [status.value for status in ExtensionStatus]  # noqa: RUF012 - never changed
    _unrecorded_attributes = frozenset({"call_id", "since"})

    @property
    @override
    def native_value(self) -> str | None:
        """Give the status."""
        extension = self.extension
        return selectors.status(self.coordinator.state, extension).value if extension else None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Say with whom, as far as it is known."""
        shown: dict[str, Any] = {"number": self.extension.number if self.extension else None}
        if (found := selectors.focus(self.coordinator.state, self._id)) is not None:
            shown |= self._of_call(*found)
        return shown

    def _of_call(self, call: Call, leg: Leg) -> dict[str, Any]:
        """Say what is known of the call."""
        state = self.coordinator.state
        peer = selectors.peer(call, leg)
        known = {
            "caller": selectors.number_of(state, selectors.caller(call)),
            "callee": selectors.number_of(state, selectors.callee(call)),
            "peer_number": selectors.number_of(state, peer),
            "peer_name": selectors.name_of(state, peer),
            "direction": call.direction.value,
            "call_id": call.id,
            "since": _moment(leg.since),
        }
        return {key: value for key, value in known.items() if value is not None}


def _moment(seconds: float | None) -> datetime | None:
    """Turn seconds since 1970 into a moment."""
    return None if seconds is None else dt_util.utc_from_timestamp(seconds)


class PresenceSensor(ExtensionEntity, SensorEntity):
    """What a person shows of himself."""

    _attr_device_class = SensorDeviceClass.ENUM
    _attr_options = [activity.value for activity in Activity]  # noqa: RUF012 - never changed
    _unrecorded_attributes = frozenset({"contacts"})

    @property
    @override
    def available(self) -> bool:
        """Be there while somebody tells."""
        return super().available and bool(self.extension and self.extension.presence)

    @property
    @override
    def native_value(self) -> str | None:
        """Give the activity."""
        presence = self.extension.presence if self.extension else None
        return presence.activity.value if presence else None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any] | None:
        """Give the note, the PBX's own word, and the sources."""
        presence = self.extension.presence if self.extension else None
        return (
            None
            if presence is None
            else {
                "note": presence.note,
                "activity": presence.raw,
                "contacts": [
                    {
                        "contact": contact.source,
                        "activity": contact.activity,
                        "note": contact.note,
                        "reachable": contact.reachable,
                    }
                    for contact in presence.contacts
                ],
            }
        )


class TrunkStatusSensor(TrunkEntity, SensorEntity):
    """How a trunk is."""

    _attr_device_class = SensorDeviceClass.ENUM
    _attr_options = [status.value for status in TrunkStatus]  # noqa: RUF012 - never changed

    @property
    @override
    def native_value(self) -> str | None:
        """Give the status."""
        return self.trunk.status.value if self.trunk else None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any] | None:
        """Give the PBX's own word."""
        return {"detail": self.trunk.detail} if self.trunk else None
