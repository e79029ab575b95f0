"""A driver begins and ends cleanly."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from custom_components.pbx.telephony.driver import Delivery, Ports
from custom_components.pbx.telephony.errors import (
    LinkLost,
)

from .scripted import Door, ScriptedPbx, stuck
from .talk import B, begin, make


def tasks() -> set[asyncio.Task[Any]]:
    return {task for task in asyncio.all_tasks() if "yeastar" in repr(task.get_coro())}


async def test_closing_ends_everything(pbx: ScriptedPbx, ports: Ports, door: Door) -> None:
    """Also who still waits for a batch, and questions that are not answered."""
    talk = await begin(make(pbx, ports))
    pbx.rules["extension/query"] = stuck
    door.report(action="ExtensionStatus", extension=B, status="Ringing")
    await talk.facts()
    await pbx.until("extension/query")
    end = asyncio.create_task(talk.end())
    await asyncio.sleep(0)

    await talk.driver.close()
    await talk.driver.close()

    assert isinstance(await end, LinkLost)
    assert pbx.count("logout") == 1


async def test_who_stops_listening_leaves_nothing_behind(pbx: ScriptedPbx, ports: Ports) -> None:
    """The batches are closed before the driver."""
    driver = make(pbx, ports)
    await driver.connect()
    before = len(asyncio.all_tasks())
    async with aclosing(driver.batches()) as batches:  # type: ignore[type-var]
        await anext(batches)
        await pbx.until("outbound/query")

    assert len(asyncio.all_tasks()) == before
    await driver.close()


async def test_closing_before_connecting_does_nothing(pbx: ScriptedPbx, ports: Ports) -> None:
    """A form may be left at any time."""
    await make(pbx, ports).close()

    assert pbx.asked == []


class BrokenDoor(Door):
    """A door that falls off its hinges."""

    async def receive(self) -> Delivery:
        """Fail in a way nobody foresaw."""
        raise RuntimeError("hinges")


async def test_an_unforeseen_error_ends_the_link_and_is_kept(
    pbx: ScriptedPbx, ports: Ports
) -> None:
    """A picture that is no longer kept up is no picture."""
    talk = await begin(make(pbx, replace(ports, ingress=BrokenDoor())))

    error = await talk.end()
    await talk.driver.close()

    assert isinstance(error, LinkLost)
    assert isinstance(error.__cause__, RuntimeError)
