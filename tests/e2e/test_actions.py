"""Every action, in every version of the interface, in a running Home Assistant."""

import json
from pathlib import Path

import pytest

from custom_components.pbx.telephony.vendors.yeastar.dialect import DIALECTS
from demo.client import Refused
from demo.flows import add_yeastar, reports_form
from demo.index import Index
from demo.place import furnished_office
from demo.ports import free_port
from simulator import Office, YeastarPbx

from .action_table import VERSIONS, Row, asks_to_write, read, rows, write
from .house import House
from .trials import TRIALS, Stage, Trial

WORKS = "works"
TEXTS = Path(__file__).resolve().parents[2] / "custom_components/pbx/translations/en.json"
REFUSALS = json.loads(TEXTS.read_text())["exceptions"]
PREAMBLE = "This PBX cannot do that: it "


@pytest.fixture
def office() -> Office:
    """An office in which everything may be done to everybody."""
    return furnished_office()


def is_able(trial: Trial, version: str) -> bool:
    """Tell whether a version is to be able to do something."""
    dialect = next(each for each in DIALECTS if each.name == version)
    needs = trial.needs
    return (needs is None or needs in dialect.capabilities) and version not in trial.lacking


async def outcome(trial: Trial, stage: Stage, version: str) -> str:
    """Try something; return that it works, or why it cannot."""
    if is_able(trial, version):
        await trial.scene(stage)
        return WORKS
    message = str(REFUSALS[trial.key]["message"]).removesuffix(".")
    stage.house.provoked.add(message)
    asked = len(stage.yeastar.requests)
    with pytest.raises(Refused) as refused:
        await trial.scene(stage)
    # Only questions may have been sent, such as the heartbeat and those of the watch.
    orders = [
        each.endpoint
        for each in stage.yeastar.requests[asked:]
        if not each.endpoint.endswith(("heartbeat", "query", "list", "query_call", "query_status"))
    ]
    assert orders == []
    assert refused.value.key == trial.key
    assert message in str(refused.value)
    return message.removeprefix(PREAMBLE)


@pytest.mark.parametrize("version", VERSIONS)
async def test_what_each_action_does(house: House, office: Office, version: str) -> None:
    """It works, with its answer and its effect, or it is refused with the reason."""
    async with YeastarPbx(office, api=version) as yeastar:
        # The clone names no path in its reports, so that no webhook could be meant.
        own_port = reports_form(free_port(), "listener")
        reports = own_port if version == "v0.0.1" else reports_form(house.port)
        entry = await add_yeastar(house.home, yeastar, reports)
        stage = Stage(house, office, yeastar, await told_of_queues(house, entry, version))
        found: dict[Row, str] = {}
        failures: list[str] = []
        for row, trial in zip(rows(), TRIALS, strict=True):
            try:
                found[row] = await outcome(trial, stage, version)
            except Exception as failure:
                failures.append(f"{row}: {type(failure).__name__} {failure}")
                found[row] = "fails"
            await stage.clear()
        assert not failures, "\n".join(failures)
    if asks_to_write():
        write(version, found)
    assert {row: cells[version] for row, cells in read().items()} == found


async def told_of_queues(house: House, entry: str, version: str) -> Index:
    """Wait until all entities are there; those of queues come last."""
    await house.watch.until("sensor.anna_berger_status", "idle")
    if version != "v1.0.1":
        await house.watch.until("sensor.queue_support_waiting_callers", "0", within=30)
    return await Index.load(house.socket, entry)
