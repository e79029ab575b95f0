"""The version that was found is tried first from then on, and what only a newer one tells is asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from custom_components.pbx.telephony.driver import Destination, Ports
from custom_components.pbx.telephony.errors import AuthenticationFailed, ReportsStreamed
from custom_components.pbx.telephony.listener import Listener
from custom_components.pbx.telephony.vendors.yeastar.dialect import AUTO, DIALECTS, candidates
from custom_components.pbx.telephony.vendors.yeastar.driver import YeastarDriver
from simulator import Office, YeastarPbx

from .plant import planted
from .scripted import OK, SERIAL, ScriptedPbx
from .talk import CALM, QUIET, make as scripted_driver

BY_NAME = {dialect.name: dialect for dialect in DIALECTS}


@asynccontextmanager
async def started(api: str, **options: Any) -> AsyncIterator[YeastarPbx]:
    """Run a PBX."""
    async with YeastarPbx(Office.sample(), api=api, **options) as pbx:
        yield pbx


def make(pbx: YeastarPbx, ports: Ports, **settings: Any) -> YeastarDriver:
    """Make a driver."""
    typed = {
        "host": pbx.host,
        "port": pbx.port,
        "ssl": False,
        "username": pbx.username,
        "password": pbx.password,
    }
    return YeastarDriver(typed | settings, ports, CALM, details=QUIET)


async def connected(driver: YeastarDriver) -> str | None:
    """Connect, leave, and say in which version."""
    try:
        return (await driver.connect()).interface
    finally:
        await driver.close()


def tried(pbx: YeastarPbx) -> list[str]:
    """Give the versions of all logins."""
    return [request.version for request in pbx.requests if request.endpoint == "login"]


@pytest.mark.usefixtures("socket_enabled")
async def test_the_version_that_was_found_is_tried_first_after_a_loss() -> None:
    """The exchange remembers it."""
    async with planted("v1.1.0", api_version="auto") as plant:
        assert tried(plant.pbx) == ["v2.0.0", "v1.1.0"]
        plant.office.power_off()
        await plant.until_link(is_up=False)
        plant.office.power_on()
        await plant.until_link(is_up=True)

        assert set(tried(plant.pbx)[2:]) == {"v1.1.0"}


async def test_what_was_kept_over_a_restart_is_tried_first(deaf: Ports) -> None:
    """It stands in the settings."""
    async with started("v1.0.1") as pbx:
        assert await connected(make(pbx, deaf, interface="v1.0.1")) == "v1.0.1"

        assert tried(pbx) == ["v1.0.1"]


async def test_a_version_that_is_not_answered_any_more_is_looked_for_anew(deaf: Ports) -> None:
    """From the newest on: another PBX may be there now."""
    async with started("v1.1.0") as pbx:
        assert await connected(make(pbx, deaf, interface="v0.0.1")) == "v1.1.0"

        assert tried(pbx) == ["v0.0.1", "v2.0.0", "v1.1.0"]


@pytest.mark.parametrize("interface", [None, "v1.1.0", "v0.0.1"])
async def test_one_wrong_password_is_shown_whatever_was_found(
    deaf: Ports, interface: str | None
) -> None:
    """Five in a row lock our address out."""
    async with started("v1.1.0") as pbx:
        driver = make(pbx, deaf, password="wrong", interface=interface)
        with pytest.raises(AuthenticationFailed):
            await connected(driver)

        assert [login.errno for login in pbx.logins] == ["20003"]


async def test_new_firmware_is_spoken_to_in_its_own_version(deaf: Ports) -> None:
    """It goes on answering in the old one."""
    async with started("v2.0.0") as pbx:
        assert await connected(make(pbx, deaf, interface="v1.1.0")) == "v2.0.0"

        assert tried(pbx) == ["v1.1.0", "v2.0.0"]
        assert pbx.box.sessions.current is None


async def test_a_version_that_was_refuted_is_not_tried_twice(
    pbx: ScriptedPbx, ports: Ports
) -> None:
    """Whatever the number of the firmware promises."""
    about = {"devicename": "Yeastar S50", "sn": SERIAL, "firmwarever": "30.15.0.1"}
    pbx.rules["deviceinfo/query"] = OK | {"deviceinfo": about}
    driver = scripted_driver(pbx, ports)

    assert (await driver.connect()).interface == "v1.1.0"
    assert pbx.count("login") == 1
    await driver.close()


@pytest.fixture
async def open_door(deaf: Ports) -> AsyncIterator[Ports]:
    """Surroundings with a port for reports."""
    listener = Listener(Destination("127.0.0.1", 0, "reports"), "127.0.0.1".__eq__, deaf.clock)
    await listener.open()
    yield replace(deaf, ingress=listener)
    await listener.close()


async def test_a_chosen_version_does_not_hide_how_reports_come(open_door: Ports) -> None:
    """Only the newest one says so, and no report would ever arrive."""
    async with started("v2.0.0", reports_by="tcp") as pbx:
        with pytest.raises(ReportsStreamed):
            await connected(make(pbx, open_door, api_version="v1.1.0"))

        assert pbx.box.sessions.current is None


async def test_who_waits_for_posts_gets_them_in_any_version(open_door: Ports) -> None:
    """The session is the one that was chosen, after a look."""
    async with started("v2.0.0") as pbx:
        driver = make(pbx, open_door, api_version="v1.1.0")
        info = await driver.connect()

        assert (info.interface, info.is_streaming, info.streams_reports) == ("v1.1.0", False, False)
        assert tried(pbx) == ["v1.1.0", "v2.0.0", "v1.1.0"]
        assert pbx.destination is not None
        assert open_door.ingress is not None
        assert pbx.destination.port == open_door.ingress.destination.port
        await driver.close()


async def test_a_firmware_without_the_newest_version_is_not_looked_at(open_door: Ports) -> None:
    """It can only post."""
    async with started("v1.1.0") as pbx:
        info_of = make(pbx, open_door, api_version="v1.1.0")

        assert await connected(info_of) == "v1.1.0"
        assert tried(pbx) == ["v1.1.0"]


@pytest.mark.parametrize(
    ("firmware", "speaks"),
    [
        ("30.13.0.30", ["v2.0.0", "v1.1.0", "v1.0.1"]),
        ("31.0", ["v2.0.0", "v1.1.0", "v1.0.1"]),
        ("30.13.0.29", ["v1.1.0", "v1.0.1"]),
        ("30.10.0.58", ["v1.0.1"]),
        ("30.5.0.19", []),
        ("1.1.8", []),
        ("", []),
        ("30.x", []),
        ("30." + "9" * 5000, []),
    ],
)
def test_a_firmware_tells_what_it_speaks(firmware: str, speaks: list[str]) -> None:
    """By its number; what is no number tells nothing."""
    assert [each.name for each in DIALECTS if each.is_in(firmware)] == speaks


def test_a_choice_outweighs_what_was_found() -> None:
    """It only orders what may be tried."""
    assert candidates(AUTO, "v1.0.1")[0] is BY_NAME["v1.0.1"]
    assert {each.name for each in candidates(AUTO, "v1.0.1")} == set(BY_NAME)
    assert candidates(AUTO, "v9") == DIALECTS
    assert [each.name for each in candidates("v1.1.0", "v2.0.0")] == ["v1.1.0"]
