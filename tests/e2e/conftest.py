"""Home Assistant as a program, and both PBXs in the test's own process."""

from collections.abc import AsyncIterator
import os
from pathlib import Path

import pytest

from demo.flows import add_innovaphone, add_yeastar, reports_form
from demo.ports import free_port
from simulator import InnovaphonePbx, Office, YeastarPbx

from .house import House


@pytest.fixture
def program() -> Path:
    """The Home Assistant to start."""
    if not (named := os.environ.get("PBX_HASS")):
        pytest.fail("PBX_HASS names no program; start these tests by scripts/test")
    return Path(named)


@pytest.fixture
def office() -> Office:
    """Eight people; 1006 has no phone."""
    return Office.sample()


@pytest.fixture
def tls() -> bool:
    """Whether the PBXs speak TLS."""
    return False


@pytest.fixture
async def yeastar(office: Office, tls: bool) -> AsyncIterator[YeastarPbx]:
    """The S-Series."""
    async with YeastarPbx(office, tls=tls) as pbx:
        yield pbx


@pytest.fixture
async def innovaphone(office: Office, tls: bool) -> AsyncIterator[InnovaphonePbx]:
    """The innovaphone."""
    async with InnovaphonePbx(office, tls=tls) as pbx:
        yield pbx


@pytest.fixture
async def house(program: Path, tmp_path: Path) -> AsyncIterator[House]:
    """A Home Assistant without any PBX; its log must stay clean to the very end."""
    house = House(program, tmp_path / "config", free_port())
    async with house.home:
        try:
            await house.boot()
            async with house.home.socket() as house.socket:
                await house.watch.begin(house.home, house.socket)
                yield house
        finally:
            await house.hass.stop()
    assert house.complaints() == []


@pytest.fixture
async def with_yeastar(house: House, yeastar: YeastarPbx) -> str:
    """The entry of the S-Series, which reports to the webhook."""
    return await add_yeastar(house.home, yeastar, reports_form(house.port))


@pytest.fixture
async def with_innovaphone(house: House, innovaphone: InnovaphonePbx) -> str:
    """The entry of the innovaphone, on which three people are watched."""
    return await add_innovaphone(
        house.home, innovaphone, ["anna.berger", "tom.keller", "lena.vogt"]
    )
