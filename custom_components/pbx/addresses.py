"""The two addresses that reports need, ours and the PBX's: both may change while nobody looks.

When ours does, the PBX must know where to post at once; when the PBX's does, it is still welcome.
"""

from datetime import datetime, timedelta
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval

from .const import CONF_REPORT_HOST, CONF_REPORT_HOST_IS_OURS
from .coordinator import PbxConfigEntry
from .flow_reports import async_seen_address
from .ingress import Peers, WebhookIngress
from .telephony.exchange import LINK
from .telephony.listener import Listener

# To look costs one system call, and sends nothing.
INTERVAL: Final = timedelta(seconds=30)


class Addresses:
    """Follows both addresses, ours as long as it is the one that the PBX was told."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: PbxConfigEntry,
        peers: Peers,
        ingress: Listener | WebhookIngress,
    ) -> None:
        """Follow nothing yet; the destination of `ingress` is kept true, and who is welcome."""
        self._hass = hass
        self._peers = peers
        self._entry = entry
        self._ingress = ingress

    async def async_start(self) -> None:
        """Look now, at each change of the link, and now and then until the entry is unloaded."""
        self._entry.async_on_unload(
            async_track_time_interval(self._hass, self._async_look, INTERVAL)
        )
        coordinator = self._entry.runtime_data
        self._entry.async_on_unload(coordinator.async_listen(LINK, self._look))
        await self._async_look()

    @callback
    def _look(self) -> None:
        """Look, without keeping anybody waiting."""
        self._entry.async_create_background_task(
            self._hass, self._async_look_closely(), f"{self._entry.title} addresses"
        )

    async def _async_look_closely(self) -> None:
        """Look at both, however short ago that was: the PBX may be back at another address."""
        await self._peers.async_resolve()
        await self._async_look()

    async def _async_look(self, _: datetime | None = None) -> None:
        """Tell the PBX if our address is another one.

        Who has entered an address that never was ours means a forwarding, and is left alone.
        """
        await self._peers.async_refresh()
        data = self._entry.data
        ours = await async_seen_address(data)
        if ours is None:
            return
        if ours == data[CONF_REPORT_HOST]:
            if not data.get(CONF_REPORT_HOST_IS_OURS):
                self._keep(ours)
        elif data.get(CONF_REPORT_HOST_IS_OURS):
            self._keep(ours)
            self._ingress.move(ours)

    @callback
    def _keep(self, ours: str) -> None:
        """Remember the address, and that it is ours."""
        data = {**self._entry.data, CONF_REPORT_HOST: ours, CONF_REPORT_HOST_IS_OURS: True}
        self._hass.config_entries.async_update_entry(self._entry, data=data)
