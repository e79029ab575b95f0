"""The entities that Home Assistant has made of a PBX, to be found by what they are."""

from collections.abc import Mapping
from dataclasses import dataclass

from .client import Socket


@dataclass(frozen=True, slots=True)
class Index:
    """Entity ids of one PBX by device, platform and kind, as Home Assistant has named them."""

    name: str
    """The name of the PBX's own device."""
    ids: Mapping[tuple[str, str, str], str]

    @classmethod
    async def load(cls, socket: Socket, entry_id: str) -> Index:
        """Ask for both registries; what is disabled is left out."""
        devices = await socket.call("config/device_registry/list")
        names = {device["id"]: device["name"] for device in devices}
        ids = {
            (
                names[entity["device_id"]],
                entity["entity_id"].partition(".")[0],
                entity["translation_key"] or "",
            ): entity["entity_id"]
            for entity in await socket.call("config/entity_registry/list")
            if entity["config_entry_id"] == entry_id
            and entity["device_id"]
            and entity["disabled_by"] is None
        }
        return cls(next(device for device, _, key in ids if key == "link"), ids)

    def find(self, device: str, platform: str, key: str) -> str:
        """Return an entity id."""
        return self.ids[device, platform, key]

    def own(self, platform: str, key: str) -> str:
        """Return the id of an entity of the PBX itself."""
        return self.find(self.name, platform, key)

    @property
    def queues(self) -> dict[str, str]:
        """Return who waits, by the names of the queues."""
        return self.devices("sensor", "waiting")

    def devices(self, platform: str, key: str) -> dict[str, str]:
        """Return all entities of a kind by the names of their devices, but the PBX's own."""
        return {
            device: entity
            for (device, found, kind), entity in self.ids.items()
            if (found, kind) == (platform, key) and device != self.name
        }
