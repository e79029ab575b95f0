"""The entities that Home Assistant has made of a PBX, to be found by what they are."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from .client import Json, Socket

# What a PBX keeps lists of: such entities have the names of the entries.
LISTED: Final = ("favourite", "condition")

type Place = tuple[str, str]
type Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Index:
    """Entity ids of one PBX by device, platform and kind, as Home Assistant has named them."""

    name: str
    """The name of the PBX's own device."""
    ids: Mapping[tuple[str, str, str], str]
    lists: Mapping[Place, Names]
    """Entity ids by name, by device and kind of list."""

    @classmethod
    async def load(cls, socket: Socket, entry_id: str) -> Index:
        """Ask for both registries; what is disabled is left out."""
        # The other way round, an entity could be told of a device that was not yet.
        entities = await socket.call("config/entity_registry/list")
        devices = await socket.call("config/device_registry/list")
        names = {device["id"]: device["name"] for device in devices}
        ids: dict[tuple[str, str, str], str] = {}
        lists: defaultdict[Place, dict[str, str]] = defaultdict(dict)
        for entity in entities:
            if entity["config_entry_id"] != entry_id or entity["disabled_by"] is not None:
                continue
            device, entity_id = names[entity["device_id"]], entity["entity_id"]
            if kind := _list_of(entity):
                lists[device, kind][entity["original_name"]] = entity_id
            else:
                platform = entity_id.partition(".")[0]
                ids[device, platform, entity["translation_key"] or ""] = entity_id
        return cls(next(device for device, _, key in ids if key == "link"), ids, lists)

    @property
    def all(self) -> Collection[str]:
        """Return all entity ids."""
        listed = {each for names in self.lists.values() for each in names.values()}
        return listed | set(self.ids.values())

    def find(self, device: str, platform: str, key: str) -> str:
        """Return an entity id."""
        return self.ids[device, platform, key]

    def own(self, platform: str, key: str) -> str:
        """Return the id of an entity of the PBX itself."""
        return self.find(self.name, platform, key)

    def listed(self, kind: str, device: str | None = None) -> Names:
        """Return the entity ids of a list by their names; it is the PBX's own if no device's."""
        return self.lists.get((device or self.name, kind), {})

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


def _list_of(entity: Json) -> str | None:
    """Tell on which kind of list an entity stands, if on any."""
    return next((kind for kind in LISTED if f"_{kind}_" in entity["unique_id"]), None)
