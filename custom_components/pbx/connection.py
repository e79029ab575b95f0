"""How an entry's data becomes a connection; the config flow and the setup share it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
import time
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PORT, CONF_SSL, CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util.hass_dict import HassKey

from .const import (
    CONF_CA_CERTIFICATE,
    CONF_FINGERPRINT,
    CONF_LOCKED_UNTIL,
    CONF_TRANSPORT,
    CONF_TRUST,
    CONF_VENDOR,
    DOMAIN,
)
from .sockets import door_of
from .telephony.clock import SteadyClock
from .telephony.driver import ANSWER, DIRECTION, Ingress, Person, Ports, Vendor
from .telephony.errors import LockedOut
from .telephony.model import PbxInfo
from .telephony.recorder import Recorder
from .telephony.tls import Trust, client_tls
from .telephony.vendors import VENDORS

# No PBX locks anybody out for longer than a quarter of an hour.
LONGEST_SILENCE: Final = 900.0


type _Place = tuple[str, int]


@dataclass(slots=True)
class _Manners:
    """What to mind when logging in to one address: once at a time, and not while locked out."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    quiet_until: float = 0.0
    recalled: set[float] = field(default_factory=set)
    """What was stored of silences, and is taken into account: a clock set back prolongs none."""


_CLOCK: HassKey[SteadyClock] = HassKey(f"{DOMAIN}_clock")
_MANNERS: HassKey[dict[_Place, _Manners]] = HassKey(f"{DOMAIN}_manners")


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
    clock = clock_of(hass)
    return Ports(
        session=async_get_clientsession(hass),
        tls=await client_tls(
            trust,
            fingerprint=data.get(CONF_FINGERPRINT, ""),
            ca_certificate=data.get(CONF_CA_CERTIFICATE, ""),
        ),
        recorder=Recorder(clock),
        clock=clock,
        ingress=ingress,
        sockets=door_of(hass, data[CONF_WEBHOOK_ID]) if data.get(DIRECTION) == ANSWER else None,
        silence=lambda: silence_left(hass, data),
    )


def clock_of(hass: HomeAssistant) -> SteadyClock:
    """Give the one clock by which questions and reports are put in order."""
    return hass.data.setdefault(_CLOCK, SteadyClock())


def _place(data: Mapping[str, Any]) -> _Place:
    """Give the address that is logged in to."""
    # One that dials us has no address but the one that it dials.
    return str(data.get(CONF_HOST) or data[CONF_WEBHOOK_ID]).casefold(), data.get(CONF_PORT, 0)


def _locked_at(hass: HomeAssistant, place: _Place) -> list[ConfigEntry]:
    """Give the entries of this address that remember a silence."""
    entries = hass.config_entries.async_entries(DOMAIN, include_ignore=False)
    return [
        each for each in entries if CONF_LOCKED_UNTIL in each.data and _place(each.data) == place
    ]


def _manners(hass: HomeAssistant, data: Mapping[str, Any]) -> _Manners:
    """Give what is remembered of this address, also from before a restart and by any entry."""
    place = _place(data)
    manners = hass.data.setdefault(_MANNERS, {}).setdefault(place, _Manners())
    for entry in _locked_at(hass, place):
        until = entry.data[CONF_LOCKED_UNTIL]
        if until not in manners.recalled:
            manners.recalled.add(until)
            left = min(until - time.time(), LONGEST_SILENCE)
            manners.quiet_until = max(manners.quiet_until, time.monotonic() + left)
    return manners


def silence_left(hass: HomeAssistant, *places: Mapping[str, Any]) -> float:
    """Say for how many seconds none of these addresses may be sent a login."""
    until = max(_manners(hass, data).quiet_until for data in places)
    return max(until - time.monotonic(), 0.0)


@callback
def async_remember_silence(hass: HomeAssistant, data: Mapping[str, Any], seconds: float) -> None:
    """Send this address no login for so long, whoever asks, also after a restart."""
    manners, until = _manners(hass, data), time.time() + seconds
    manners.quiet_until = time.monotonic() + seconds
    manners.recalled.add(until)
    for entry in hass.config_entries.async_entries(DOMAIN, include_ignore=False):
        if _place(entry.data) == _place(data):
            kept = {**entry.data, CONF_LOCKED_UNTIL: until}
            hass.config_entries.async_update_entry(entry, data=kept)


@callback
def async_forget_silence(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Forget a silence that is over: the PBX has let us in."""
    if CONF_LOCKED_UNTIL in entry.data:
        data = {key: value for key, value in entry.data.items() if key != CONF_LOCKED_UNTIL}
        hass.config_entries.async_update_entry(entry, data=data)


@asynccontextmanager
async def polite_login(
    hass: HomeAssistant, data: Mapping[str, Any], entry: ConfigEntry | None = None
) -> AsyncIterator[None]:
    """Log in within this, one at a time for an address; `LockedOut` while it wants silence.

    The PBX of an `entry` that is being mended counts our attempts at its new address as well.
    """
    places = (data,) if entry is None else (data, entry.data)
    # Who waits to be dialed sends nothing, and may wait for long.
    async with nullcontext() if data.get(DIRECTION) == ANSWER else _manners(hass, data).lock:
        if (left := silence_left(hass, *places)) > 0:
            raise LockedOut(left)
        try:
            yield
        except LockedOut as err:
            for place in places:
                async_remember_silence(hass, place, err.retry_after)
            raise


async def async_probe(
    hass: HomeAssistant, data: Mapping[str, Any], entry: ConfigEntry | None = None
) -> Probe:
    """Log in once, see who answers, and leave; raise a `ConnectError` or `LinkLost`.

    `entry` is the one that is being mended, if any.
    """
    vendor = vendor_of(data)
    async with polite_login(hass, data, entry):
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
