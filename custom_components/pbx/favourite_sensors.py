"""The favourites of a person: what each of them shows."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity

from .coordinator import PbxCoordinator
from .own_lists import FavouriteEntity
from .presence_attributes import presence_attributes
from .telephony.favourite import Favourite
from .telephony.model import Activity


class FavouriteSensor(FavouriteEntity, SensorEntity):
    """What a favourite shows of himself, as far as its owner may see it."""

    _attr_device_class = SensorDeviceClass.ENUM
    _attr_options = [activity.value for activity in Activity]  # noqa: RUF012 - never changed
    _unrecorded_attributes = frozenset({"contacts"})

    def __init__(self, coordinator: PbxCoordinator, favourite: Favourite) -> None:
        """Belong to the device of the owner."""
        super().__init__(coordinator, favourite, "presence")

    @property
    @override
    def available(self) -> bool:
        """Be there while somebody tells."""
        favourite = self.favourite
        return super().available and favourite is not None and favourite.presence is not None

    @property
    @override
    def native_value(self) -> str | None:
        """Give the activity."""
        presence = self.favourite.presence if self.favourite else None
        return presence.activity.value if presence else None

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Give the presence, and what actions about this favourite need."""
        favourite = self.favourite
        if favourite is None or favourite.presence is None:
            return None
        return {
            **presence_attributes(favourite.presence),
            "favourite": favourite.entry,
            "profile": favourite.profile,
            "number": favourite.number,
        }
