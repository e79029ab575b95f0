"""Both addresses that reports need may change while nobody looks."""

from datetime import timedelta
import socket

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.pbx import addresses, ingress
from custom_components.pbx.const import CONF_REPORT_HOST, CONF_REPORT_HOST_IS_OURS
from custom_components.pbx.ingress import Peers
from simulator import YeastarPbx
from simulator.yeastar.pbx import ReceivedRequest

from .conftest import Setup, entry_for_yeastar
from .waiting import soon


def address_is(monkeypatch: pytest.MonkeyPatch, address: str | None) -> None:
    """Let the PBX see us at an address from now on."""

    async def seen(_: object) -> str | None:
        return address

    monkeypatch.setattr(addresses, "async_seen_address", seen)


async def look(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Let half a minute pass."""
    freezer.tick(timedelta(seconds=31))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=False)


def tells(request: ReceivedRequest, address: str) -> bool:
    """Tell whether a heartbeat names an address."""
    return request.endpoint == "heartbeat" and request.body.get("ipaddr") == address


async def test_our_new_address_is_told_to_the_pbx(
    hass: HomeAssistant,
    *,
    monkeypatch: pytest.MonkeyPatch,
    freezer: FrozenDateTimeFactory,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """By a heartbeat at once, and it is kept for the next start."""
    await setup(yeastar_entry)
    assert yeastar_entry.data[CONF_REPORT_HOST_IS_OURS]
    logins = len(yeastar.logins)

    address_is(monkeypatch, "127.0.0.9")
    await look(hass, freezer)

    await soon(lambda: any(tells(each, "127.0.0.9") for each in yeastar.requests), "a heartbeat")
    assert yeastar_entry.data[CONF_REPORT_HOST] == "127.0.0.9"
    assert len(yeastar.logins) == logins


async def test_it_is_told_after_a_restart_as_well(
    hass: HomeAssistant,
    *,
    monkeypatch: pytest.MonkeyPatch,
    yeastar: YeastarPbx,
    setup: Setup,
) -> None:
    """After a power failure both may have new addresses."""
    entry = entry_for_yeastar(
        yeastar, **{CONF_REPORT_HOST: "127.0.0.8", CONF_REPORT_HOST_IS_OURS: True}
    )
    address_is(monkeypatch, "127.0.0.1")

    await setup(entry)

    await soon(lambda: any(tells(each, "127.0.0.1") for each in yeastar.requests), "a heartbeat")
    assert entry.data[CONF_REPORT_HOST] == "127.0.0.1"


@pytest.mark.parametrize("ours", ["127.0.0.9", None], ids=["another", "no way"])
async def test_an_address_that_is_forwarded_is_left_alone(
    hass: HomeAssistant,
    *,
    monkeypatch: pytest.MonkeyPatch,
    freezer: FrozenDateTimeFactory,
    yeastar: YeastarPbx,
    setup: Setup,
    ours: str | None,
) -> None:
    """Whoever typed it knows why; and without a network there is no new address."""
    entry = entry_for_yeastar(yeastar, **{CONF_REPORT_HOST: "127.0.0.7"})
    address_is(monkeypatch, ours)
    await setup(entry)

    await look(hass, freezer)

    assert entry.data[CONF_REPORT_HOST] == "127.0.0.7"
    assert CONF_REPORT_HOST_IS_OURS not in entry.data


async def test_a_pbx_that_moves_is_found_by_its_name(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first report from the new address makes us look; it comes again, and is welcome then."""
    known = ["192.0.2.1"]

    def look_up(*_: object) -> list[tuple[object, ...]]:
        return [(0, 0, 0, "", (each, 0)) for each in known]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(ingress, "LOOK_UP_AGAIN", 0.0)
    peers = Peers(hass, "pbx.example.com", [])
    await peers.async_resolve()
    assert peers.is_welcome("192.0.2.1")

    known[:] = ["192.0.2.2"]
    assert not peers.is_welcome("192.0.2.2")
    await hass.async_block_till_done(wait_background_tasks=True)

    assert peers.is_welcome("192.0.2.2")
    assert not peers.is_welcome("192.0.2.1")
    assert peers.strangers == ("192.0.2.1",)


async def test_names_are_not_looked_up_all_the_time(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scanner must not have us ask."""
    asked = []

    def look_up(*_: object) -> list[tuple[object, ...]]:
        asked.append(1)
        return [(0, 0, 0, "", ("192.0.2.1", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    peers = Peers(hass, "pbx.example.com", [])
    await peers.async_resolve()

    for _ in range(100):
        assert not peers.is_welcome("192.0.2.9")
    await peers.async_refresh()
    await hass.async_block_till_done(wait_background_tasks=True)

    assert len(asked) == 1
