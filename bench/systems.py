"""The systems that a day is spent with: each an office, its PBX, and an entry for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant

from custom_components.pbx.const import (
    CONF_EVERYBODY,
    CONF_REPORT_HOST,
    CONF_REPORT_PORT,
    CONF_TRANSPORT,
    CONF_USERS,
    CONF_VENDOR,
    DOMAIN,
    TRANSPORT_WEBHOOK,
)
from simulator import InnovaphonePbx, Office, YeastarPbx

from .haste import FastClock
from .home import add_entry, port_of

NAMES = ("yeastar", "yeastar2", "innovaphone")
APIS = {"yeastar": "v1.1.0", "yeastar2": "v2.0.0"}


@dataclass(frozen=True, slots=True)
class System:
    """One of them."""

    name: str
    office: Office
    pbx: YeastarPbx | InnovaphonePbx
    clock: FastClock
    entry: ConfigEntry


@asynccontextmanager
async def system(hass: HomeAssistant, name: str, speed: float) -> AsyncIterator[System]:
    """Run a PBX, and have an entry for it."""
    clock = FastClock(speed)
    office = Office.sample(clock)
    pbx = _pbx(name, office, clock)
    async with pbx:
        data = {
            CONF_VENDOR: name.removesuffix("2"),
            "host": pbx.host,
            "port": pbx.port,
            "ssl": False,
            "password": pbx.password,
            **_further(hass, name, pbx),
        }
        options = {} if isinstance(pbx, YeastarPbx) else {CONF_USERS: [], CONF_EVERYBODY: True}
        entry = await add_entry(hass, DOMAIN, data, options=options)
        yield System(name, office, pbx, clock, entry)
        await hass.config_entries.async_unload(entry.entry_id)


def _pbx(name: str, office: Office, clock: FastClock) -> YeastarPbx | InnovaphonePbx:
    """Make a PBX of this kind."""
    if name == "innovaphone":
        return InnovaphonePbx(office, ticks=("PbxApi", "RCC"), clock=clock)
    pbx = YeastarPbx(office, api=APIS[name], clock=clock, serial=f"3692{name}")
    pbx.post.resend_after /= clock.speed
    return pbx


def _further(hass: HomeAssistant, name: str, pbx: YeastarPbx | InnovaphonePbx) -> dict[str, Any]:
    """Give what only this vendor wants to know."""
    if isinstance(pbx, InnovaphonePbx):
        return {"app": pbx.app}
    return {
        "username": pbx.username,
        "api_version": "auto",
        CONF_TRANSPORT: TRANSPORT_WEBHOOK,
        CONF_REPORT_HOST: "127.0.0.1",
        CONF_REPORT_PORT: port_of(hass),
        CONF_WEBHOOK_ID: f"{name:x<32}",
    }
