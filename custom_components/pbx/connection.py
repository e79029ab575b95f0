"""How an entry's data becomes a connection; the config flow and the setup share it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import time
from typing import Any

from homeassistant.const import CONF_HOST, CONF_PORT, CONF_SSL
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util.hass_dict import HassKey

from .const import (
    CONF_CA_CERTIFICATE,
    CONF_FINGERPRINT,
    CONF_TRANSPORT,
    CONF_TRUST,
    CONF_VENDOR,
    DOMAIN,
)
from .telephony.driver import Ingress, Person, Ports, Vendor
from .telephony.errors import LockedOut
from .telephony.model import PbxInfo
from .telephony.recorder import Recorder
from .telephony.tls import Trust, client_tls
from .telephony.vendors import VENDORS


@dataclass(slots=True)
class _Manners:
    """What to mind when logging in to one address: once at a time, and not while locked out."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    quiet_until: float = 0.0


_MANNERS: HassKey[dict[tuple[str, int], _Manners]] = HassKey(f"{DOMAIN}_manners")


@dataclass(frozen=True, slots=True)
class Probe:
    """What a trial connection found."""

    info: PbxInfo
    people: tuple[Person, ...] | None
    """Who could be watched; None where the PBX does not tell."""


def vendor_of(data: Mapping[str, Any]) -> Vendor:
    """Give the vendor that an entry is for."""
    return VENDORS[data[CONF_VENDOR]]


async def async_ports(
    hass: HomeAssistant, data: Mapping[str, Any], ingress: Ingress | None = None
) -> Ports:
    """Make what a driver needs; raise ValueError for a bad fingerprint or authority."""
    trust = Trust(data.get(CONF_TRUST, Trust.VERIFY)) if data.get(CONF_SSL) else Trust.NONE
    return Ports(
        session=async_get_clientsession(hass),
        tls=await client_tls(
            trust,
            fingerprint=data.get(CONF_FINGERPRINT, ""),
            ca_certificate=data.get(CONF_CA_CERTIFICATE, ""),
        ),
        recorder=Recorder(time.time),
        clock=time.time,
        ingress=ingress,
    )


def _manners(hass: HomeAssistant, data: Mapping[str, Any]) -> _Manners:
    """Give what is remembered of this address."""
    known = hass.data.setdefault(_MANNERS, {})
    return known.setdefault((data[CONF_HOST], data[CONF_PORT]), _Manners())


def keep_quiet(hass: HomeAssistant, data: Mapping[str, Any], seconds: float) -> None:
    """Send this address no login for so long, whoever asks for one."""
    _manners(hass, data).quiet_until = time.monotonic() + seconds


@asynccontextmanager
async def polite_login(hass: HomeAssistant, data: Mapping[str, Any]) -> AsyncIterator[None]:
    """Log in within this, one at a time for an address; `LockedOut` while it wants silence."""
    manners = _manners(hass, data)
    async with manners.lock:
        if (left := manners.quiet_until - time.monotonic()) > 0:
            raise LockedOut(left)
        try:
            yield
        except LockedOut as err:
            keep_quiet(hass, data, err.retry_after)
            raise


async def async_probe(hass: HomeAssistant, data: Mapping[str, Any]) -> Probe:
    """Log in once, see who answers, and leave; raise a `ConnectError` or `LinkLost`."""
    vendor = vendor_of(data)
    async with polite_login(hass, data):
        ports = await async_ports(hass, data)
        # By which way reports come is asked for later; who only looks in wants none.
        settings = {key: value for key, value in data.items() if key != CONF_TRANSPORT}
        driver = vendor.open(settings, ports)
        try:
            info = await driver.connect()
            people = await driver.directory() if vendor.watches_people else None
        finally:
            await driver.close()
    return Probe(info, people)
