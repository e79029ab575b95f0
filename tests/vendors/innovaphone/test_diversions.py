"""Diversions: read now and then, set on request, and absent on a PBX that does not know them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from custom_components.pbx.telephony.commands import SetForward
from custom_components.pbx.telephony.errors import CommandRefused, CommandUnsupported
from custom_components.pbx.telephony.facts import Batch
from custom_components.pbx.telephony.model import Capability, ExtensionId
from custom_components.pbx.telephony.settings import (
    Forward,
    Forwarding,
    ForwardKind,
    ForwardTarget,
)
from custom_components.pbx.telephony.vendors.innovaphone.driver import InnovaphoneDriver

from .conftest import ANNA, QUICK, SHORT, House, ScriptedPbx, result
from .conversations import Body
from .platform_talk import Example, diverts, platform_alone, settings_that, up

__all__ = ["platform_alone"]

pytestmark = pytest.mark.usefixtures("platform_alone")

ALWAYS = Forwarding.ALWAYS
TO_TOM = ForwardTarget(kind=ForwardKind.NUMBER, number="113")
OFF = Forward(active=False)


async def forward(
    driver: InnovaphoneDriver,
    *,
    active: bool | None = None,
    to: ForwardTarget | None = None,
    when: Forwarding = ALWAYS,
) -> None:
    """Ask for a change."""
    await driver.execute(SetForward(extension=ANNA, when=when, active=active, target=to))


async def always_is(batches: AsyncIterator[Batch], wanted: Forward) -> None:
    """Wait until the diversion of all calls is told as that."""
    async with asyncio.timeout(5):
        await settings_that(batches, ANNA, lambda settings: settings.always == wanted)


async def test_the_example_is_followed(house: House, pbx: ScriptedPbx) -> None:
    """None is set, one is added and read, and deleted: word by word as documented."""
    example = Example("s21_diversions")
    kept = diverts(pbx)
    driver, batches = await up(house, pbx)
    await always_is(batches, OFF)

    await forward(driver, active=True, to=TO_TOM)
    await always_is(batches, Forward(active=True, target=TO_TOM))
    assert kept["cfu"] == example.answer("v3")

    await forward(driver, active=False)
    await always_is(batches, Forward(active=False, target=TO_TOM))
    assert kept == {}
    assert example.was_said_to(pbx)


async def test_who_answers_has_the_feature(house: House, pbx: ScriptedPbx) -> None:
    """Notifications came with the same version, and cannot be tried without being seen."""
    diverts(pbx)

    info = await house.open(pbx.port, ANNA).connect()

    assert Capability.FORWARDING | Capability.NOTES in info.capabilities


async def test_one_whom_the_pbx_does_not_know_costs_nobody_else_anything(
    house: House, pbx: ScriptedPbx
) -> None:
    """Of somebody deleted the PBX may say nothing at all."""
    pbx.answers["GetDiversion"] = lambda body: [] if body["sip"] == "ghost" else [result(body)]

    info = await house.open(pbx.port, "ghost", ANNA).connect()

    assert Capability.FORWARDING in info.capabilities


@pytest.mark.parametrize("answer", ["silence", "an error"])
async def test_an_older_pbx_has_none(house: House, pbx: ScriptedPbx, answer: str) -> None:
    """Its silence costs a moment, and nothing else."""
    if answer == "an error":
        pbx.answers["GetDiversion"] = lambda body: [result(body, error="unknown")]
    driver = house.open(pbx.port, ANNA)

    info = await driver.connect()
    await anext(driver.batches())

    assert not info.capabilities & (Capability.FORWARDING | Capability.NOTES)
    with pytest.raises(CommandUnsupported):
        await forward(driver, active=False)


async def test_one_who_is_unknown_hides_nothing(house: House, pbx: ScriptedPbx) -> None:
    """A typed name may be wrong; the next one tells."""
    pbx.answers["GetDiversion"] = lambda body: [
        result(body, error="not found") if body["sip"] == "nobody" else result(body)
    ]

    info = await house.open(pbx.port, "nobody", ANNA).connect()

    assert Capability.FORWARDING in info.capabilities


async def test_all_three_are_read(house: House, pbx: ScriptedPbx) -> None:
    """Each by itself; a number of somebody who is watched is an extension."""
    diverts(pbx, cfb="112", cfnr="0555")
    pbx.answers["SubscribePresence"] = lambda body: [
        result(body),
        {"api": "PbxApi", "mt": "PresenceState", "src": body["src"], "up": True,
         "sip": body["sip"], "num": "112" if body["sip"] == "tom" else "111"},
    ]  # fmt: skip
    pbx.answers["GetNodeInfo"] = lambda body: [result(body)]
    _, batches = await up(house, pbx, ANNA, "tom")

    async with asyncio.timeout(5):
        settings = await settings_that(batches, ANNA, lambda each: each.no_answer != Forward())

    assert settings.always == OFF
    assert settings.no_answer.target == ForwardTarget(kind=ForwardKind.NUMBER, number="0555")
    assert settings.busy.target is not None
    assert settings.busy.target.number == "112"


async def test_without_a_target_nothing_is_switched_on(house: House, pbx: ScriptedPbx) -> None:
    """The PBX keeps no target of what is off, so there may be none."""
    diverts(pbx)
    driver, batches = await up(house, pbx)
    await always_is(batches, OFF)

    with pytest.raises(CommandRefused) as refused:
        await forward(driver, active=True)

    assert refused.value.meaning == "forward_target_missing"
    assert not pbx.heard("AddDiversion")


async def test_a_target_is_kept_for_what_is_off(house: House, pbx: ScriptedPbx) -> None:
    """Choosing it sends nothing; switching on sends it."""
    kept = diverts(pbx)
    driver, batches = await up(house, pbx)
    await always_is(batches, OFF)

    await forward(driver, to=TO_TOM)
    await always_is(batches, Forward(active=False, target=TO_TOM))
    assert not pbx.heard("AddDiversion")

    await forward(driver, active=True)
    assert kept["cfu"] == {"num": "113"}


async def test_another_target_moves_what_is_on(house: House, pbx: ScriptedPbx) -> None:
    """It stays on."""
    kept = diverts(pbx, cfu="113")
    driver, batches = await up(house, pbx)
    await always_is(batches, Forward(active=True, target=TO_TOM))

    await forward(driver, to=ForwardTarget(kind=ForwardKind.EXTENSION, number="tom.keller"))

    assert kept["cfu"] == {"sip": "tom.keller"}


async def test_a_number_of_the_world_is_dialled_from_here(house: House, pbx: ScriptedPbx) -> None:
    """With the prefixes of the node, for a diversion is a call like any other."""
    kept = diverts(pbx)
    pbx.answers["GetNodeInfo"] = lambda body: [
        result(body, prefix_intl="000", prefix_ntl="00", country_code="49")
    ]
    driver, _ = await up(house, pbx)

    await forward(driver, active=True, to=ForwardTarget(kind=ForwardKind.NUMBER, number="+4930555"))

    assert kept["cfu"] == {"num": "0030555"}


@pytest.mark.parametrize("kind", [ForwardKind.VOICEMAIL, ForwardKind.MOBILE])
async def test_what_the_pbx_has_not_is_refused(
    house: House, pbx: ScriptedPbx, kind: ForwardKind
) -> None:
    """Calls go to numbers and names here."""
    diverts(pbx)
    driver, _ = await up(house, pbx)

    with pytest.raises(CommandRefused) as refused:
        await forward(driver, active=True, to=ForwardTarget(kind=kind))

    assert refused.value.meaning == "forward_target_not_accepted"


@pytest.mark.parametrize(
    ("answer", "detail"),
    [({"ok": False}, ""), ({}, ""), ({"error": 7, "errorText": "no right"}, "no right")],
    ids=["no", "nothing", "an error"],
)
async def test_a_refusal_is_told(
    house: House, pbx: ScriptedPbx, answer: dict[str, object], detail: str
) -> None:
    """With the words of the PBX, if it has any."""
    diverts(pbx)
    pbx.answers["AddDiversion"] = lambda body: [result(body, **answer)]
    driver, _ = await up(house, pbx)

    with pytest.raises(CommandRefused) as refused:
        await forward(driver, active=True, to=TO_TOM)

    assert refused.value.detail == detail


async def test_a_change_made_at_the_phone_is_found(house: House, pbx: ScriptedPbx) -> None:
    """The PBX does not tell; it is asked again and again, rarely."""
    kept = diverts(pbx)
    _, batches = await up(house, pbx, times=replace(QUICK, diversions=SHORT))
    await always_is(batches, OFF)

    kept["cfu"] = {"num": "113"}

    await always_is(batches, Forward(active=True, target=TO_TOM))


async def test_a_change_that_takes_a_moment_is_seen(house: House, pbx: ScriptedPbx) -> None:
    """`ok` says that it can be made, not that it is."""
    kept = diverts(pbx)
    pbx.answers["AddDiversion"] = lambda body: [result(body, ok=True)]
    driver, batches = await up(house, pbx, times=replace(QUICK, diversion_made=SHORT))
    await always_is(batches, OFF)

    await forward(driver, active=True, to=TO_TOM)
    kept["cfu"] = {"num": "113"}

    await always_is(batches, Forward(active=True, target=TO_TOM))


async def test_who_is_watched_later_is_read_too(house: House, pbx: ScriptedPbx) -> None:
    """And who is watched no longer is not asked about any more."""
    diverts(pbx, cfu="113")
    driver, batches = await up(house, pbx)
    await always_is(batches, Forward(active=True, target=TO_TOM))

    tom = ExtensionId("tom")
    await driver.watch((tom,))

    async with asyncio.timeout(5):
        settings = await settings_that(batches, tom, lambda each: each.always != Forward())
    assert settings.always == Forward(active=True, target=TO_TOM)
    assert [body["sip"] for body in pbx.heard("GetDiversion")][-3:] == [tom, tom, tom]


async def test_many_people_are_asked_about_in_turn(house: House, pbx: ScriptedPbx) -> None:
    """Few questions are open at any time, and nobody is left out."""
    users = [f"user{number}" for number in range(20)]
    waiting: list[Body] = []
    # The first ones only ask whether there are any.
    probes = 3

    def keep(body: Body) -> list[Body]:
        waiting.append(body)
        return [result(body)] if len(waiting) <= probes else []

    pbx.answers["GetDiversion"] = keep
    await up(house, pbx, *users)
    await pbx.hears("GetDiversion", probes + 9)
    assert len(waiting) == probes + 9

    pbx.answers["GetDiversion"] = lambda body: [result(body)]
    for body in waiting[probes:]:
        await pbx.send(result(body))
    async with asyncio.timeout(5):
        await pbx.hears("GetDiversion", probes + 3 * len(users))
    assert {body["sip"] for body in pbx.heard("GetDiversion")} == set(users)
