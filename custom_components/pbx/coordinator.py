"""One PBX in Home Assistant: the exchange, its link as coordinator data, and its devices.

A report wakes the entities that it concerns, by topic. Only the link wakes them all.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from functools import partial
import logging
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_MAC, CONF_PORT, CONF_SSL
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import area_registry as ar, device_registry as dr
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from yarl import URL

from .call_memory import CallMemory
from .connection import polite_login
from .const import CONF_INTERFACE, CONF_MOVING_ID, DOMAIN
from .happening import Happenings
from .ingress import Peers, WebhookIngress
from .names import Names
from .screening import Screening
from .telephony import selectors
from .telephony.commands import Command, Receipt, SetPresence
from .telephony.driver import BEFORE, Ports, Vendor
from .telephony.events import CallEvent
from .telephony.exchange import LINK, ROSTERS, Exchange, Topic, queue_topic
from .telephony.listener import Listener
from .telephony.model import CallId, Capability, Extension, Link, Party, QueueId, Trunk
from .telephony.moments import AnyMoment
from .telephony.queue import Queue
from .telephony.state import PbxState
from .telephony.turns import Turns

_LOGGER = logging.getLogger(__name__)

# Enough to see a link that comes and goes all day.
KEPT_LINKS = 50
# A call that was ordered is known by its id before the PBX has told anything of it.
KEPT_ORDERS = 100

type PbxConfigEntry = ConfigEntry[PbxCoordinator]


class PbxCoordinator(DataUpdateCoordinator[Link]):
    """Hold one PBX; push only, nothing is polled from here."""

    config_entry: PbxConfigEntry

    def __init__(
        self, hass: HomeAssistant, entry: PbxConfigEntry, vendor: Vendor, ports: Ports
    ) -> None:
        """Prepare the exchange of an entry."""
        super().__init__(hass, _LOGGER, config_entry=entry, name=entry.title)
        self.vendor = vendor
        self.recorder = ports.recorder
        settings = {**entry.data, **entry.options, BEFORE: self._extensions_before()}
        self.delivery = ports.delivery
        self.exchange = Exchange(
            vendor, settings, ports, politely=lambda: polite_login(hass, entry.data)
        )
        self.data = self.exchange.state.link
        self.links: deque[Link] = deque(maxlen=KEPT_LINKS)
        self._ordered: deque[CallId] = deque(maxlen=KEPT_ORDERS)
        self._named_queues: dict[QueueId, tuple[str, CALLBACK_TYPE]] = {}
        self._queues_are_known = self._extensions_are_known = False
        self.happenings = Happenings(self.exchange.state, self.name_of)
        self.names = Names(hass, entry, self.exchange)
        self.calls_memory = CallMemory(hass, entry, self.exchange, self.name_of)
        self.hub_id = ""
        self.peers: Peers | None = None
        self.ingress: Listener | WebhookIngress | None = None
        self.screening = Screening(self)

    @property
    def unique_id(self) -> str:
        """Give the part that all ids of this PBX begin with; it must not move with the PBX."""
        entry = self.config_entry
        if entry.data.get(CONF_MOVING_ID) or entry.unique_id is None:
            return entry.entry_id
        return entry.unique_id

    @property
    def state(self) -> PbxState:
        """Give the picture of the PBX."""
        return self.exchange.state

    def can(self, needs: Capability) -> bool:
        """Tell whether this PBX can do something."""
        return self.state.info is not None and needs in self.state.info.capabilities

    def name_of(self, party: Party) -> str | None:
        """Name a party: as the PBX does, else by the address books if it is outside."""
        known = selectors.name_of(self.state, party)
        if known is None and party.number is not None and party.extension is None:
            return self.names.name_of(party.number)
        return known

    @override
    async def _async_update_data(self) -> Link:
        """Give the link; the picture itself is pushed."""
        return self.state.link

    async def async_follow(self) -> None:
        """Take over what the exchange has found, and follow it from now on."""
        # Both the first picture and what becomes of it can be large.
        await asyncio.sleep(0)
        self._async_link_changed()
        wanted, turns = {self.unique_id}, Turns()
        for identifier in self._async_put_devices():
            wanted.add(identifier)
            # Nothing is folded before the exchange runs, so the rosters stay as they are.
            await turns.over()
        self._async_drop_devices(wanted)
        for remove in (
            self.async_listen(LINK, self._async_link_changed),
            self.async_listen(ROSTERS, self._async_rosters_changed),
            self.exchange.renames.add(ROSTERS, self._async_renamed),
        ):
            self.config_entry.async_on_unload(remove)
        self.config_entry.async_on_unload(self._forget_queues)

    @callback
    def async_listen(self, topic: Topic, changed: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call back when something of this topic changes."""
        return self.exchange.changes.add(topic, changed)

    @callback
    def async_listen_events(
        self, topic: Hashable, happened: Callable[[CallEvent], None]
    ) -> CALLBACK_TYPE:
        """Call back when something of this topic happens."""
        return self.exchange.events.add(topic, happened)

    @callback
    def async_listen_moments(
        self, topic: Topic, happened: Callable[[AnyMoment], None]
    ) -> CALLBACK_TYPE:
        """Call back when something of this topic happens off the calls."""
        return self.exchange.moments.add(topic, happened)

    async def async_execute(self, command: Command) -> Receipt:
        """Ask the PBX for something; raise a `PbxError`."""
        with self.screening.deciding(command):
            receipt = await self._exchange_for(command).execute(command)
        if receipt.call is not None:
            self._ordered.append(receipt.call)
        return receipt

    def _exchange_for(self, command: Command) -> Exchange:
        """Choose the PBX that a person lives on: presence is set there, if we know that one."""
        info = self.state.info
        if not isinstance(command, SetPresence) or info is None or info.location is None:
            return self.exchange
        extension = self.state.extensions.get(command.extension)
        host = extension.host if extension is not None else None
        if host in (None, info.location):
            return self.exchange
        for entry in self.hass.config_entries.async_loaded_entries(DOMAIN):
            other: PbxCoordinator = entry.runtime_data
            there = other.state.info
            if other.vendor.key == self.vendor.key and there is not None and other.data.is_up:
                if there.location == host:
                    return other.exchange
        return self.exchange

    def _extensions_before(self) -> tuple[str, ...]:
        """Name the extensions that have devices from the last time."""
        if not self.vendor.watches_people:
            return ()
        prefix = extension_identifier(self.unique_id, "")
        registry = dr.async_get(self.hass)
        return tuple(
            mine.removeprefix(prefix)
            for device in dr.async_entries_for_config_entry(registry, self.config_entry.entry_id)
            for domain, mine in device.identifiers
            if domain == DOMAIN and mine.startswith(prefix)
        )

    def call_named(self, named: str) -> CallId | None:
        """Give the call of this name that goes on here, or was ordered and may be about to."""
        known = [*self.state.calls, *self._ordered]
        if named in known:
            return CallId(named)
        # A template takes an id such as 1700000000.10 for a number, and drops the zeros at its end.
        alike = (call for call in known if "." in call and call.rstrip("0") == named.rstrip("0"))
        return next(alike, None)

    @callback
    def _async_link_changed(self) -> None:
        """Tell all entities that the link changed."""
        self.links.append(self.state.link)
        self._async_remember_interface()
        self.async_set_updated_data(self.state.link)

    @callback
    def _async_remember_interface(self) -> None:
        """Keep how the PBX was spoken to, so that after a restart nothing else is tried first."""
        info, entry = self.state.info, self.config_entry
        if info is None or info.interface in (None, entry.data.get(CONF_INTERFACE)):
            return
        data = {**entry.data, CONF_INTERFACE: info.interface}
        self.hass.config_entries.async_update_entry(entry, data=data)

    @callback
    def _async_renamed(self, extension: Extension) -> None:
        """Name the device of one extension anew."""
        self._async_put_extension(dr.async_get(self.hass), extension)

    @callback
    def _async_rosters_changed(self) -> None:
        """Make the devices fit the rosters."""
        self._async_drop_devices({self.unique_id, *self._async_put_devices()})

    @callback
    def _async_put_devices(self) -> Iterator[str]:
        """Make or refresh all devices, and give the identifier of each once it is there."""
        self.hub_id = self._async_put_hub()
        registry = dr.async_get(self.hass)
        self._extensions_are_known |= bool(self.state.extensions)
        for extension in self.state.extensions.values():
            yield self._async_put_extension(registry, extension)
        for trunk in self.state.trunks.values():
            yield self._async_put_trunk(registry, trunk)
        self._async_follow_queues()
        for queue in self._named_queues:
            yield queue_identifier(self.unique_id, queue)

    @callback
    def _async_drop_devices(self, wanted: Collection[str]) -> None:
        """Remove the devices of what is gone."""
        registry = dr.async_get(self.hass)
        for device in dr.async_entries_for_config_entry(registry, self.config_entry.entry_id):
            ours = [mine for domain, mine in device.identifiers if domain == DOMAIN]
            if not any(mine in wanted or self._may_be_listed_later(mine) for mine in ours):
                registry.async_remove_device(device.id)

    def _may_be_listed_later(self, identifier: str) -> bool:
        """Tell whether a device may be that of a queue: they are told of after all others.

        A PBX that has never listed any extension may only just have started.
        """
        if not self._extensions_are_known and not self.vendor.watches_people:
            return True
        is_queue = identifier.startswith(queue_identifier(self.unique_id, ""))
        return is_queue and not self._queues_are_known and self.can(Capability.QUEUES)

    @callback
    def _async_follow_queues(self) -> None:
        """Make the devices of the queues, and name them anew when a queue gets another name."""
        self._forget_queues()
        self._queues_are_known |= bool(self.state.queues)
        for queue in self.state.queues.values():
            self._async_put_queue(queue)
            changed = partial(self._async_queue_changed, queue.id)
            remove = self.async_listen(queue_topic(queue.id), changed)
            self._named_queues[queue.id] = (queue_name(queue), remove)

    @callback
    def _forget_queues(self) -> None:
        """Follow no queue any more."""
        while self._named_queues:
            _, (_, remove) = self._named_queues.popitem()
            remove()

    @callback
    def _async_queue_changed(self, id: QueueId) -> None:
        """Look whether a queue got another name."""
        queue, (name, remove) = self.state.queues.get(id), self._named_queues[id]
        if queue is not None and queue_name(queue) != name:
            self._named_queues[id] = (queue_name(queue), remove)
            self._async_put_queue(queue)

    def _async_put_hub(self) -> str:
        """Make or refresh the device of the PBX itself."""
        info = self.state.info
        assert info is not None, "an exchange that has started knows its PBX"
        # By it Home Assistant tells us when the PBX moves.
        mac = self.config_entry.data.get(CONF_MAC)
        hub = dr.async_get(self.hass).async_get_or_create(
            config_entry_id=self.config_entry.entry_id,
            identifiers={(DOMAIN, self.unique_id)},
            connections={(dr.CONNECTION_NETWORK_MAC, mac)} if mac else set(),
            name=info.name,
            manufacturer=self.vendor.manufacturer,
            model=info.model,
            sw_version=info.firmware,
            serial_number=info.serial,
            configuration_url=web_interface(self.config_entry.data),
        )
        return hub.id

    def _async_put_extension(self, registry: dr.DeviceRegistry, extension: Extension) -> str:
        """Make or refresh the device of an extension; give its identifier."""
        identifier = extension_identifier(self.unique_id, extension.id)
        named = extension.name and extension.name != extension.number
        # A phone that is called like a room is in it.
        area = ar.async_get(self.hass).async_get_area_by_name(extension.name or "")
        registry.async_get_or_create(
            config_entry_id=self.config_entry.entry_id,
            identifiers={(DOMAIN, identifier)},
            translation_key="extension" if named else "extension_number",
            translation_placeholders={
                "name": extension.name or "",
                "number": extension.number or extension.id,
            },
            manufacturer=self.vendor.manufacturer,
            suggested_area=area.name if area is not None else None,
            via_device_id=self.hub_id,
        )
        return identifier

    def _async_put_trunk(self, registry: dr.DeviceRegistry, trunk: Trunk) -> str:
        """Make or refresh the device of a trunk; give its identifier."""
        identifier = trunk_identifier(self.unique_id, trunk.id)
        registry.async_get_or_create(
            config_entry_id=self.config_entry.entry_id,
            identifiers={(DOMAIN, identifier)},
            translation_key="trunk",
            translation_placeholders={"name": trunk.name},
            manufacturer=self.vendor.manufacturer,
            model=trunk.kind or None,
            entry_type=dr.DeviceEntryType.SERVICE,
            via_device_id=self.hub_id,
        )
        return identifier

    def _async_put_queue(self, queue: Queue) -> None:
        """Make or refresh the device of a queue."""
        dr.async_get(self.hass).async_get_or_create(
            config_entry_id=self.config_entry.entry_id,
            identifiers={(DOMAIN, queue_identifier(self.unique_id, queue.id))},
            translation_key="queue",
            translation_placeholders={"name": queue_name(queue)},
            manufacturer=self.vendor.manufacturer,
            entry_type=dr.DeviceEntryType.SERVICE,
            via_device_id=self.hub_id,
        )


def web_interface(data: Mapping[str, Any]) -> URL | None:
    """Give the address of a PBX's own pages; one that dials us has told none."""
    if not (host := data.get(CONF_HOST)):
        return None
    scheme = "https" if data.get(CONF_SSL) else "http"
    return URL.build(scheme=scheme, host=host, port=data.get(CONF_PORT))


def extension_identifier(unique_id: str, extension: str) -> str:
    """Give the identifier of an extension's device."""
    return f"{unique_id}_extension_{extension}"


def trunk_identifier(unique_id: str, trunk: str) -> str:
    """Give the identifier of a trunk's device."""
    return f"{unique_id}_trunk_{trunk}"


def queue_identifier(unique_id: str, queue: str) -> str:
    """Give the identifier of a queue's device."""
    return f"{unique_id}_queue_{queue}"


def queue_name(queue: Queue) -> str:
    """Name a queue, by its number if it has no name."""
    return queue.name or queue.number
