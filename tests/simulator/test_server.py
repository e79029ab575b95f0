"""Coming and going: ports, tasks, certificates, the remote control, the program."""

import argparse
import ast
import asyncio
from collections.abc import Callable
import hashlib
from pathlib import Path
import re
import ssl
import sys
from typing import Any

from aiohttp import ClientConnectionError, ClientSession
import pytest

import simulator
from simulator import InnovaphonePbx, Office, YeastarPbx
from simulator.__main__ import serve
from simulator.control import Control
from simulator.office.events import CallEnded
from tests.simulator.clients import ApiClient, Receiver

type Make = Callable[..., YeastarPbx | InnovaphonePbx | Control]

both = pytest.mark.parametrize("make", [YeastarPbx, InnovaphonePbx])
SOURCES = sorted(Path(simulator.__file__).parent.rglob("*.py"))


@both
async def test_nothing_is_left_after_stopping(make: Make, office: Office) -> None:
    before = asyncio.all_tasks()

    async with make(office) as pbx:
        assert pbx.running
        office.dial("1000", "1001")

    assert asyncio.all_tasks() == before
    assert not pbx.running


@both
async def test_a_stopped_pbx_starts_on_the_same_port(
    make: Make, office: Office, http: ClientSession
) -> None:
    async with make(office) as pbx:
        url = f"http://{pbx.host}:{pbx.port}/"
        for _ in range(3):
            await pbx.stop()
            with pytest.raises(ClientConnectionError):
                await http.get(url)
            await pbx.start()
            async with http.get(url) as response:
                assert response.status in (200, 404)


@pytest.mark.parametrize("make", [YeastarPbx, InnovaphonePbx, Control])
@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])
def test_no_address_but_loopback_is_served(make: Make, host: str, office: Office) -> None:
    with pytest.raises(ValueError, match="loopback"):
        make(office, host=host)


async def test_a_pulled_link_keeps_the_session_and_loses_what_happened(
    session: ApiClient, office: Office, yeastar: YeastarPbx, receiver: Receiver
) -> None:
    await yeastar.stop()
    office.dial("1000", "1001")
    await yeastar.start()
    office.hang_up("1000")
    await yeastar.settled()

    assert (await session.ask("deviceinfo/query"))["status"] == "Success"
    assert ("ES", "1001", "Ringing") not in receiver.told
    assert receiver.told[-1] == ("NewCdr",)


async def test_reports_never_leave_this_machine(
    session: ApiClient, office: Office, yeastar: YeastarPbx
) -> None:
    await session.ask("heartbeat", ipaddr="192.0.2.9", port="8260")

    office.set_registered("1000", registered=False)
    await yeastar.settled()

    assert {(sent.destination.host, sent.status) for sent in yeastar.reports_sent} == {
        ("192.0.2.9", None)
    }


@both
async def test_the_certificate_is_the_one_that_is_announced(make: Make, office: Office) -> None:
    async with make(office, tls=True) as pbx:
        assert pbx.identity is not None
        context = ssl.create_default_context(cadata=pbx.identity.certificate.decode())
        context.check_hostname = False
        reader, writer = await asyncio.open_connection(pbx.host, pbx.port, ssl=context)
        presented = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        assert hashlib.sha256(presented).hexdigest() == pbx.identity.fingerprint
        writer.close()
        await reader.read()


async def test_yeastar_speaks_no_newer_tls_than_1_2(office: Office) -> None:
    async with YeastarPbx(office, tls=True) as pbx:
        context = ssl._create_unverified_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await asyncio.open_connection(pbx.host, pbx.port, ssl=context)


async def test_a_journal_waits_for_what_is_to_come() -> None:
    journal = simulator.Journal[int]()
    waiting = asyncio.create_task(journal.until(lambda number: number > 1, count=2))
    await asyncio.sleep(0)

    for number in range(4):
        journal.append(number)

    assert await waiting == [2, 3]


async def test_a_journal_does_not_wait_for_ever() -> None:
    with pytest.raises(TimeoutError):
        await simulator.Journal[int]().until(within=0.01)


async def test_scenarios_are_played_by_remote_control(office: Office, http: ClientSession) -> None:
    ended = asyncio.Event()
    office.observe(lambda event: ended.set() if isinstance(event, CallEnded) else None)

    async with Control(office, pace=0) as control:
        url = f"http://{control.host}:{control.port}/control"
        async with http.get(url) as response:
            assert set(await response.json()) == set(simulator.SCENARIOS)
        async with http.post(f"{url}/inbound_missed") as response:
            assert response.status == 202
        async with http.post(f"{url}/no_such_thing") as response:
            assert response.status == 404
        await ended.wait()


def options(**changes: Any) -> argparse.Namespace:
    """Return a command line."""
    given = {
        "pbx": "both",
        "host": "127.0.0.1",
        "port": 0,
        "tls": False,
        "api": "v1.1.0",
        "people": None,
        "pace": 0.0,
        "control_port": 0,
        "scenario": None,
        "traffic": False,
    }
    return argparse.Namespace(**given | changes)


async def test_the_program_says_where_it_serves_and_leaves_cleanly(
    capsys: pytest.CaptureFixture[str], http: ClientSession
) -> None:
    before = asyncio.all_tasks()
    serving = asyncio.create_task(serve(options(scenario="inbound_missed")))
    said = ""
    async with asyncio.timeout(5):
        while "gives up" not in said:
            await asyncio.sleep(0)
            said += capsys.readouterr().out
    [yeastar, innovaphone, control] = re.findall(r"http://\S+", said)
    async with http.get(yeastar) as response:
        assert response.status == 200
    async with http.get(f"{control}/control") as response:
        assert response.status == 200
    assert innovaphone != yeastar

    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    assert asyncio.all_tasks() == before


def imported(source: Path) -> set[str]:
    """Return the outermost packages that a file imports by their full names."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text())):
        match node:
            case ast.Import():
                names |= {alias.name for alias in node.names}
            case ast.ImportFrom(module=str(module), level=0):
                names.add(module)
    return {name.partition(".")[0] for name in names}


def test_the_simulator_does_not_know_whom_it_tests() -> None:
    foreign = set().union(*map(imported, SOURCES)) - sys.stdlib_module_names

    assert foreign == {"aiohttp", "cryptography", "yarl"}
