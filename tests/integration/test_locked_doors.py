"""Whoever learns of a lock-out, nobody logs in before its end, by whichever door."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.connection import async_probe, async_remember_silence, silence_left
from custom_components.pbx.const import CONF_LOCKED_UNTIL, CONF_REJECTED
from custom_components.pbx.discovery import async_recognize
from custom_components.pbx.repairs import CertificateFlow
from custom_components.pbx.reports_issue import REPORTS_TAKEN
from custom_components.pbx.reports_repair import ReportsFlow
from custom_components.pbx.telephony.commands.configuration import ReadConfiguration, Section
from custom_components.pbx.telephony.errors import LockedOut, PbxError
from simulator import YeastarPbx
from simulator.faults import Errno

from .conftest import Setup, entry_for_yeastar, typed_for
from .talk import Result, Talk
from .waiting import until

MAC = "f4:b5:49:0a:1b:2c"
COMMAND = ReadConfiguration(section=Section.TRUNKS)


@dataclass(frozen=True, slots=True)
class House:
    """A PBX, and its entry, which runs or has run."""

    hass: HomeAssistant
    talk: Talk
    yeastar: YeastarPbx
    entry: MockConfigEntry

    @property
    def logins(self) -> int:
        """Count the logins that the PBX has seen."""
        return [request.endpoint for request in self.yeastar.requests].count("login")

    async def renew(self) -> None:
        """Let the session need a new token, if there is one."""
        if self.entry.state is ConfigEntryState.LOADED:
            self.yeastar.expire_token()
            with suppress(PbxError):
                await self.entry.runtime_data.async_execute(COMMAND)
            link = self.entry.runtime_data.state.link
            await until(self.hass, lambda: not link.is_up or CONF_LOCKED_UNTIL in self.entry.data)

    async def is_refused(self, form: Result, **typed: Any) -> None:
        """Fill in a form in vain."""
        await self.talk.follow(form)
        form = await self.talk.answer(**typed)
        assert form["errors"] == {"base": "locked_out"}
        assert int(form["description_placeholders"]["minutes"]) >= 10

    async def waits(self) -> None:
        """Look at why the entry is not set up."""
        await self.hass.async_block_till_done()
        assert self.entry.state is ConfigEntryState.SETUP_RETRY
        assert self.entry.error_reason_translation_key == "locked_out"


async def _running(house: House) -> None:
    """Let the session learn of it."""
    await house.renew()
    await until(house.hass, lambda: CONF_LOCKED_UNTIL in house.entry.data)


async def _form(house: House) -> None:
    """Let somebody at a form learn of it."""
    with pytest.raises(LockedOut):
        await async_probe(house.hass, house.entry.data)


async def _before(house: House) -> None:
    """Know it from before a restart alone, with the entry not set up yet."""
    await _running(house)
    await house.hass.config_entries.async_unload(house.entry.entry_id)
    house.hass.data.pop("pbx_manners")


async def _elsewhere(house: House) -> None:
    """Let somebody learn of it who gives the PBX a new address."""
    await house.hass.config_entries.async_unload(house.entry.entry_id)
    typed = dict(house.entry.data)
    old = {**typed, CONF_HOST: "127.0.0.3"}
    house.hass.config_entries.async_update_entry(house.entry, data=old)
    with pytest.raises(LockedOut):
        await async_probe(house.hass, typed, house.entry)


async def _reload(house: House) -> None:
    await house.hass.config_entries.async_reload(house.entry.entry_id)
    await house.waits()


async def _reconnect(house: House) -> None:
    if house.entry.state is ConfigEntryState.LOADED:
        house.yeastar.office.power_off()
        house.yeastar.office.power_on()
        state = house.entry.runtime_data.state
        await until(house.hass, lambda: state.link.reason == "LockedOut")


async def _renew(house: House) -> None:
    await house.renew()


async def _reauth(house: House) -> None:
    hass, entry = house.hass, house.entry
    hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_REJECTED: True})
    typed = {"username": house.yeastar.username, "password": "Fresh2026"}
    await house.is_refused(await entry.start_reauth_flow(hass), **typed)


async def _reconfigure(house: House) -> None:
    typed = typed_for(house.yeastar)
    await house.is_refused(await house.entry.start_reconfigure_flow(house.hass), **typed)


async def _reconfigure_elsewhere(house: House) -> None:
    typed = typed_for(house.yeastar, host="other.example")
    await house.is_refused(await house.entry.start_reconfigure_flow(house.hass), **typed)


async def _set_up_again(house: House) -> None:
    await house.talk.choose("yeastar")
    done = await house.talk.answer(**typed_for(house.yeastar))
    assert done.get("reason", done.get("errors")) in ("already_configured", {"base": "locked_out"})


async def _discover(house: House) -> None:
    """It has a new address, by its network card."""
    host = {CONF_HOST: "127.0.0.3", "mac": MAC}
    data = {**house.entry.data, **host}
    house.hass.config_entries.async_update_entry(house.entry, data=data)
    assert async_recognize(house.hass, "127.0.0.2", MAC)
    if house.entry.state is ConfigEntryState.NOT_LOADED:
        await house.hass.config_entries.async_setup(house.entry.entry_id)
    await house.waits()


async def _believe_certificate(house: House) -> None:
    flow = CertificateFlow(house.entry.entry_id, "ab" * 32)
    flow.hass = house.hass
    await flow.async_step_confirm({})
    await house.waits()


async def _take_reports_back(house: House) -> None:
    flow = ReportsFlow(house.entry.entry_id, REPORTS_TAKEN, streams=False)
    flow.hass = house.hass
    await flow.async_step_take_back({})
    await house.waits()


type Step = Callable[[House], Awaitable[None]]

TELLERS: dict[str, Step] = {
    "the session": _running,
    "a form": _form,
    "what is stored": _before,
    "a form with a new address": _elsewhere,
}
DOORS: dict[str, Step] = {
    "reload": _reload,
    "reconnection": _reconnect,
    "renewal of the session": _renew,
    "new credentials": _reauth,
    "reconfiguration": _reconfigure,
    "reconfiguration of the address": _reconfigure_elsewhere,
    "setting it up again": _set_up_again,
    "discovery": _discover,
    "repair of the certificate": _believe_certificate,
    "repair of the reports": _take_reports_back,
}


@pytest.mark.parametrize("tell", TELLERS.values(), ids=TELLERS.keys())
@pytest.mark.parametrize("knock", DOORS.values(), ids=DOORS.keys())
async def test_nobody_logs_in_before_the_end(
    hass: HomeAssistant,
    *,
    talk: Talk,
    yeastar: YeastarPbx,
    setup: Setup,
    tell: Step,
    knock: Step,
) -> None:
    """One login was told of the lock-out; each further one might prolong it."""
    house = House(hass, talk, yeastar, await setup(entry_for_yeastar(yeastar)))
    yeastar.faults.requests.add(Errno("20002"), on="login", times=None)
    before = house.logins
    await tell(house)
    assert house.logins == before + 1

    await knock(house)

    assert house.logins == before + 1
    assert 600 < silence_left(hass, house.entry.data) <= 660


async def test_after_the_end_all_doors_are_open(
    hass: HomeAssistant, yeastar: YeastarPbx, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """What was stored of it goes with the first login."""
    yeastar_entry.add_to_hass(hass)
    async_remember_silence(hass, yeastar_entry.data, 0.0)
    assert CONF_LOCKED_UNTIL in yeastar_entry.data

    await hass.config_entries.async_setup(yeastar_entry.entry_id)

    assert yeastar_entry.state is ConfigEntryState.LOADED
    assert CONF_LOCKED_UNTIL not in yeastar_entry.data
