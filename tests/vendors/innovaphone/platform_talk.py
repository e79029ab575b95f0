"""What the tests of diversions, notes, conditions and signalling share."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from custom_components.pbx.telephony.facts import Batch, ExtensionIs, Fact
from custom_components.pbx.telephony.model import ExtensionId
from custom_components.pbx.telephony.settings import ExtensionSettings
from custom_components.pbx.telephony.vendors.innovaphone import driver as driver_module
from custom_components.pbx.telephony.vendors.innovaphone.conditions import Conditions
from custom_components.pbx.telephony.vendors.innovaphone.diversions import Diversions
from custom_components.pbx.telephony.vendors.innovaphone.signaling import Signals

from .conftest import ANNA, House, Link, ScriptedPbx, result
from .conversations import Body, load, untagged


@pytest.fixture
def platform_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the other features: nothing here is to wait for an API that keeps silent."""
    monkeypatch.setattr(driver_module, "FEATURES", (Conditions, Diversions, Signals))


class Example:
    """One example conversation: what we are to say, and what the PBX answers."""

    def __init__(self, name: str) -> None:
        self.said = [body for way, body in load(name) if way == "out" and body.get("api")]
        self._heard = [body for way, body in load(name) if way == "in" and body.get("api")]

    def answer(self, src: str) -> Body:
        """Give what the PBX answers to a tag, without what belongs to the envelope."""
        [body] = [body for body in self._heard if body.get("src") == src]
        return {key: value for key, value in body.items() if key not in {"api", "mt", "src"}}

    def heard(self, mt: str) -> list[Body]:
        """Give all messages of a type from the PBX."""
        return [body for body in self._heard if body["mt"] == mt]

    def was_said_to(self, pbx: ScriptedPbx) -> bool:
        """Tell whether the PBX has heard all of it, whatever the tags."""
        received = [untagged(body) for body in pbx.received]
        return all(untagged(body) in received for body in self.said)


def diverts(pbx: ScriptedPbx, **set_already: str) -> dict[str, Body]:
    """Let the PBX keep the diversions of everybody, and give them: type to endpoint."""
    kept: dict[str, Body] = {word: {"num": number} for word, number in set_already.items()}

    def add(body: Body) -> list[Body]:
        ends = {key: body[f"ep-{key}"] for key in ("num", "sip") if f"ep-{key}" in body}
        kept[body["type"]] = ends
        return [result(body, ok=True)]

    def remove(body: Body) -> list[Body]:
        kept.pop(body["type"], None)
        return [result(body, ok=True)]

    pbx.answers["GetDiversion"] = lambda body: [result(body, **kept.get(body["type"], {}))]
    pbx.answers["AddDiversion"] = add
    pbx.answers["DelDiversion"] = remove
    return kept


def settings_in(facts: tuple[Fact, ...], who: ExtensionId) -> ExtensionSettings | None:
    """Give the last settings that facts tell of somebody."""
    told = [fact.settings for fact in facts if isinstance(fact, ExtensionIs) and fact.id == who]
    return next((each for each in reversed(told) if each is not None), None)


async def settings_that(
    batches: AsyncIterator[Batch], who: ExtensionId, claim: Callable[[ExtensionSettings], bool]
) -> ExtensionSettings:
    """Wait until settings are told of which a claim holds."""
    async for batch in batches:
        settings = settings_in(batch.facts, who)
        if settings is not None and claim(settings):
            return settings
    raise AssertionError("the driver ended")


async def up(house: House, pbx: ScriptedPbx, *users: str, **how: Any) -> Link:
    """Open a driver that is up, and give all that it tells, from the first picture on."""
    driver = house.open(pbx.port, *(users or (ANNA,)), **how)
    await driver.connect()
    batches = driver.batches()
    return driver, _all(await anext(batches), batches)


async def _all(first: Batch, rest: AsyncIterator[Batch]) -> AsyncIterator[Batch]:
    yield first
    async for batch in rest:
        yield batch
