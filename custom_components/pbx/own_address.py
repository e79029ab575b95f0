"""Our own address as the PBX sees it: when it changes, the PBX must know where to post at once."""

from datetime import datetime, timedelta
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval

from .const import CONF_REPORT_HOST, CONF_REPORT_HOST_IS_OURS
from .coordinator import PbxConfigEntry
from .flow_reports import async_seen_address
from .ingress import WebhookIngress
from .telephony.exchange import LINK
from .telephony.listener import Listener

# To look costs one system call, and sends nothing.
INTERVAL: Final = timedelta(seconds=30)


class OwnAddress:
    """Follows our address, as long as it is the one that the PBX was told."""

    def __init__(
        self, hass: HomeAssistant, entry: PbxConfigEntry, ingress: Listener | WebhookIngress
    ) -> None:
        """Follow nothing yet; the destination of `ingress` is kept true."""
        self._hass = hass
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
            self._hass, self._async_look(), f"{self._entry.title} address"
        )

    async def _async_look(self, _: datetime | None = None) -> None:
        """Tell the PBX if our address is another one.

        Who has entered an address that never was ours means a forwarding, and is left alone.
        """
        data = self._entry.data
        ours = await async_seen_address(data)
        if ours == data[CONF_REPORT_HOST]:
            if not data.get(CONF_REPORT_HOST_IS_OURS):
                self._keep(ours)
        elif ours is not None and data.get(CONF_REPORT_HOST_IS_OURS):
            self._keep(ours)
            self._ingress.move(ours)

    @callback
    def _keep(self, ours: str) -> None:
        """Remember the address, and that it is ours."""
        data = {**self._entry.data, CONF_REPORT_HOST: ours, CONF_REPORT_HOST_IS_OURS: True}
        self._hass.config_entries.async_update_entry(self._entry, data=data)
