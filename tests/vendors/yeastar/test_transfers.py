"""Who hands a call on, by the phone or through us, has transferred it; the others end it."""

import json

import pytest

from custom_components.pbx.telephony.commands import CallTarget, TargetKind, Transfer
from custom_components.pbx.telephony.errors import CommandRefused
from custom_components.pbx.telephony.model import ExtensionId, LegState
from simulator.faults import Drop

from .plant import Plant, planted

pytestmark = pytest.mark.usefixtures("socket_enabled")

OUT = "03055512345"
A, B, C = "1000", "1001", "1002"
APIS = pytest.mark.parametrize("api", ["v1.1.0", "v2.0.0"])


def to(number: str, kind: TargetKind = TargetKind.EXTENSION) -> CallTarget:
    """Name where a call goes."""
    return CallTarget(kind=kind, number=number)


async def talking(plant: Plant, kind: str) -> None:
    """Let somebody talk to A."""
    office = plant.office
    match kind:
        case "inbound":
            office.place_inbound(OUT, A)
            office.answer(A)
        case "outbound":
            office.dial(A, OUT)
            office.answer(OUT)
        case "called":
            office.dial(B, A)
            office.answer(A)
        case "calling":
            office.dial(A, B)
            office.answer(B)
    await plant.told("answered")


STORIES = {
    "inbound": [
        f"transferred {A}: {OUT} > {A}",
        f"answered {C}: {OUT} > {C}",
        f"ended {C}: {OUT} > {C}",
    ],
    "outbound": [
        f"transferred {A}: {A} > {OUT}",
        f"answered {C}: {OUT} > {C}",
        f"ended {C}: {OUT} > {C}",
    ],
    "called": [f"transferred {A}: {B} > {A}", f"answered {C}: {B} > {C}", f"ended {B}: {B} > {C}"],
    "calling": [f"transferred {A}: {A} > {B}", f"answered {C}: {B} > {C}", f"ended {B}: {B} > {C}"],
}
KINDS = pytest.mark.parametrize("kind", STORIES)


async def goes_on(plant: Plant, kind: str) -> list[str]:
    """Let C take the call and end it; say what happened since somebody handed it on."""
    await plant.until(lambda: ("ringing", C) in [(x.type, x.extension) for x in plant.events])
    plant.office.answer(C)
    await plant.told("answered", 2)
    plant.office.hang_up(C)
    await plant.told("ended")
    await plant.pbx.settled()
    gists = [plant.gist(event) for event in plant.events]
    first = [event.type.value for event in plant.events].index("answered") + 1
    return [gist for gist in gists[first:] if not gist.startswith("ringing")]


@APIS
@KINDS
async def test_a_transfer_through_us_is_told_once(api: str, kind: str) -> None:
    """No report of the PBX tells of it."""
    async with planted(api) as plant:
        await talking(plant, kind)
        await plant.exchange.execute(Transfer(extension=ExtensionId(A), to=to(C)))

        assert await goes_on(plant, kind) == STORIES[kind]


@APIS
@KINDS
async def test_a_transfer_at_the_phone_is_told_alike(api: str, kind: str) -> None:
    """By a report of its own."""
    async with planted(api) as plant:
        await talking(plant, kind)
        plant.office.transfer(A, C)

        assert await goes_on(plant, kind) == STORIES[kind]


def there(plant: Plant) -> dict[str | None, LegState]:
    """Say who of the house is on a call, and how."""
    legs = [leg for call in plant.exchange.state.calls.values() for leg in call.legs.values()]
    return {leg.party.extension: leg.state for leg in legs if leg.is_live and leg.party.extension}


@APIS
@pytest.mark.parametrize("kind", ["inbound", "outbound"])
@pytest.mark.parametrize("told", ["nothing", "the answer"])
async def test_a_transfer_that_no_report_tells_is_found(api: str, kind: str, told: str) -> None:
    """Who has handed the call on is off it, and who takes it is called, by the next look."""
    async with planted(api) as plant:
        await talking(plant, kind)
        plant.pbx.faults.reports.add(Drop(), times=None)
        plant.office.transfer(A, C)
        if told == "nothing":
            await plant.until(lambda: there(plant) == {C: LegState.RINGING})
        else:
            await plant.pbx.settled()
            plant.pbx.faults.clear()
        plant.office.answer(C)
        await plant.until(lambda: there(plant) == {C: LegState.TALKING})
        plant.office.hang_up(C)
        await plant.told("ended")

    assert [event.type.value for event in plant.events].count("ended") == 1


async def test_a_transfer_that_the_pbx_tells_as_well_is_told_once() -> None:
    """The documents say it does not, but who knows."""
    async with planted("v1.1.0") as plant:
        await talking(plant, "inbound")
        [call] = plant.exchange.state.calls
        await plant.exchange.execute(Transfer(extension=ExtensionId(A), to=to(C)))
        outside = {"from": OUT, "to": A, "trunk": "SIP-Amt", "inboundid": call}
        report = {
            "action": "Tranfer",
            "callid": call,
            "call": [{"ext": {"extid": A}}, {"inbound": outside}],
            "sn": plant.pbx.serial,
        }
        plant.pbx.send_report(json.dumps(report).encode(), "Tranfer")

        assert await goes_on(plant, "inbound") == STORIES["inbound"]


@APIS
async def test_a_refused_transfer_hands_nothing_on(api: str) -> None:
    """Who hangs up later ends the call."""
    async with planted(api) as plant:
        await talking(plant, "inbound")
        with pytest.raises(CommandRefused):
            await plant.exchange.execute(Transfer(extension=ExtensionId(A), to=to("1099")))
        plant.office.hang_up(A)
        await plant.told("ended")

        assert [event.type for event in plant.events][-2:] == ["answered", "ended"]
        assert plant.events[-1].extension == A


@APIS
async def test_a_record_names_the_call_that_is_known(api: str) -> None:
    """However the call was named before anybody said so."""
    async with planted(api) as plant:
        plant.office.dial(A, B)
        await plant.told("ringing")
        [call] = plant.exchange.state.calls
        plant.office.answer(B)
        plant.office.hang_up(B)
        await plant.told("ended")
        await plant.until(lambda: plant.records)

    assert [record.call for record in plant.records] == [call]
