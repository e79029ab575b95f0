"""The steps for a PBX that dials us: show the address to enter there, and wait for it."""

import asyncio
from contextlib import ExitStack
import secrets
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry, ConfigFlow, ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_PORT, CONF_SSL, CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, callback

from .connection import Probe, async_probe
from .const import CONF_VENDOR, DOMAIN
from .flow_errors import NO_COMPLAINT, Complaint, complaint
from .flow_schemas import form
from .sockets import async_socket_url, door_of, peers_at
from .telephony.driver import ANSWER, DIRECTION, PEER
from .telephony.errors import NotDialed
from .telephony.model import PbxInfo

# How long a form waits for a PBX that has just been told where to dial.
PATIENCE: Final = 120.0

_NEEDLESS = (CONF_HOST, CONF_PORT, CONF_SSL)


def is_answering(data: dict[str, Any]) -> bool:
    """Tell whether the PBX dials."""
    return data.get(DIRECTION) == ANSWER


def settle_direction(data: dict[str, Any]) -> None:
    """Keep only what the chosen direction needs."""
    if is_answering(data):
        for key in _NEEDLESS:
            data.pop(key, None)
        data.setdefault(CONF_WEBHOOK_ID, secrets.token_hex(16))
    else:
        for key in (DIRECTION, CONF_WEBHOOK_ID) if DIRECTION in data else ():
            data.pop(key, None)


def id_kept(entry: ConfigEntry, info: PbxInfo) -> str | None:
    """Choose the unique id of an entry that is mended.

    What is made from an address never takes the place of the name that a PBX that dials has told.
    """
    return entry.unique_id if PEER in entry.data and not info.id_is_stable else info.id


@callback
def async_is_dialing_already(hass: HomeAssistant, data: dict[str, Any], host: str) -> bool:
    """Tell whether the PBX at a host is known as one that dials, with the same App object."""
    return any(
        host in peers_at(hass, entry) and entry.data.get("app") == data.get("app")
        for entry in hass.config_entries.async_entries(DOMAIN, include_ignore=False)
        if entry.data[CONF_VENDOR] == data[CONF_VENDOR]
    )


class SocketSteps(ConfigFlow):
    """What the config flow adds for such a PBX."""

    _data: dict[str, Any]
    _probe: Probe
    _dialing: asyncio.Task[Probe] | None = None
    _watching: asyncio.Task[None] | None = None

    def __init__(self) -> None:
        """Hold no door open."""
        self._held = ExitStack()

    @property
    def _entry(self) -> ConfigEntry | None:
        """The entry that is being mended, if any."""
        raise NotImplementedError

    def _ask_connection(self, trouble: Complaint = NO_COMPLAINT) -> ConfigFlowResult:
        """Show the form for the connection."""
        raise NotImplementedError

    async def _async_identify(self, info: PbxInfo) -> ConfigFlowResult:
        """Go on with a PBX that has answered."""
        raise NotImplementedError

    async def async_step_dial_in(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show where the PBX shall dial to; from now on it may."""
        if user_input is None:
            return await self._async_show_address()
        entry = self._entry
        if entry is not None and is_answering(dict(entry.data)):
            # The running connection is the only one; with what is new it is tried at once.
            return self.async_update_reload_and_abort(entry, data=self._data)
        return await self.async_step_wait()

    async def async_step_wait(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Wait for the PBX to dial."""
        if self._watching is None:
            assert self._dialing is not None, "the address was shown first"
            self._watching = self.hass.async_create_task(_watch(self._dialing))
        if not self._watching.done():
            return self.async_show_progress(
                step_id="wait",
                progress_action="wait",
                progress_task=self._watching,
                description_placeholders=await self._async_texts(),
            )
        self._watching = None
        return self.async_show_progress_done(next_step_id="dialed")

    async def async_step_dialed(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Look at who has dialed, if anybody has."""
        dialing, self._dialing = self._dialing, None
        assert dialing is not None, "somebody has waited"
        if not dialing.done():
            dialing.cancel()
            return await self._async_show_address({"base": "not_dialed"})
        try:
            self._probe = dialing.result()
        except Exception as err:
            return self._ask_connection(complaint(err, ("app", "password")))
        if self._entry is None and self._is_dialed_already():
            return self.async_abort(reason="already_configured")
        self._data[PEER] = self._probe.info.id
        return await self._async_identify(self._probe.info)

    @callback
    @override
    def async_remove(self) -> None:
        """Wait no longer."""
        if self._dialing is not None:
            self._dialing.cancel()
        self._held.close()

    async def _async_show_address(self, errors: dict[str, str] | None = None) -> ConfigFlowResult:
        """Show the address, and open the door behind it."""
        entry = self._entry
        if entry is None or not is_answering(dict(entry.data)):
            self._held.close()
            self._held.enter_context(door_of(self.hass, self._data[CONF_WEBHOOK_ID]).held())
            if self._dialing is None:
                self._dialing = self.hass.async_create_background_task(
                    _async_meet(self.hass, dict(self._data)), "PBX that dials"
                )
        return self.async_show_form(
            step_id="dial_in",
            data_schema=form({}),
            errors=errors,
            description_placeholders=await self._async_texts(),
        )

    async def _async_texts(self) -> dict[str, str]:
        """Give what is filled into the texts."""
        app = self._data["app"]
        return {
            "app": app,
            "url": await async_socket_url(self.hass, self._data[CONF_WEBHOOK_ID], app),
        }

    def _is_dialed_already(self) -> bool:
        """Tell whether this PBX is known as one that we dial, with the same App object."""
        peer = door_of(self.hass, self._data[CONF_WEBHOOK_ID]).last_peer
        return any(
            entry.data.get(CONF_HOST) == peer and entry.data.get("app") == self._data["app"]
            for entry in self._async_current_entries(include_ignore=False)
            if entry.data[CONF_VENDOR] == self._data[CONF_VENDOR]
        )


async def _async_meet(hass: HomeAssistant, data: dict[str, Any]) -> Probe:
    """Wait for a PBX, however long; raise what keeps it out."""
    while True:
        try:
            return await async_probe(hass, data)
        except NotDialed:
            continue


async def _watch(dialing: asyncio.Task[Probe]) -> None:
    """Wait until somebody has dialed, but not forever."""
    await asyncio.wait((dialing,), timeout=PATIENCE)
