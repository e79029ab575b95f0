"""A number that is said to be a queue is one, or nobody is sent there."""

from contextlib import nullcontext

import pytest

from custom_components.pbx.telephony.commands import CallTarget, DialInto, TargetKind, Transfer
from custom_components.pbx.telephony.errors import CommandRefused
from custom_components.pbx.telephony.model import ExtensionId
from custom_components.pbx.telephony.vendors.yeastar.destinations import Destinations
from custom_components.pbx.telephony.vendors.yeastar.operations import Operation
from custom_components.pbx.telephony.vendors.yeastar.ordering import Request
from custom_components.pbx.telephony.vendors.yeastar.pairs import Pairs
from simulator.office import LegState

from .plant import Plant, planted

pytestmark = pytest.mark.usefixtures("socket_enabled")

OUT, POLICE = "03055512345", "01234"
A = ExtensionId("1000")
QUEUE, IVR, GROUP = "6400", "6500", "6200"
EVERY_API = pytest.mark.parametrize("api", ["v1.0.1", "v1.1.0", "v2.0.0"])
KINDS = [
    (TargetKind.QUEUE, "queue_not_found"),
    (TargetKind.IVR, "ivr_not_found"),
    (TargetKind.EXTENSION, "extension_not_found"),
]


def numbers(plant: Plant) -> list[str]:
    """Give everybody who is on a call."""
    return [leg.number for call in plant.office.calls for leg in call.alive]


@EVERY_API
@pytest.mark.parametrize(("kind", "refusal"), KINDS)
async def test_no_call_is_sent_outside_under_another_name(
    api: str, kind: TargetKind, refusal: str
) -> None:
    """The older versions leave that to the PBX."""
    async with planted(api) as plant:
        plant.office.place_inbound(OUT, A)
        plant.office.answer(A)
        await plant.told("answered")

        to = CallTarget(kind=kind, number=POLICE)
        with pytest.raises(CommandRefused, match=refusal):
            await plant.exchange.execute(Transfer(extension=A, to=to))

        assert numbers(plant) == [OUT, A]


@EVERY_API
@pytest.mark.parametrize(("kind", "refusal"), KINDS[:2])
async def test_nobody_is_dialed_into_the_outside(api: str, kind: TargetKind, refusal: str) -> None:
    """Nor does the own phone ring for that."""
    async with planted(api) as plant:
        target = CallTarget(kind=kind, number=POLICE)
        with pytest.raises(CommandRefused, match=refusal):
            await plant.exchange.execute(DialInto(target=target, extension=A))

        assert not plant.office.calls


@pytest.mark.parametrize(
    ("kind", "number"),
    [(TargetKind.QUEUE, QUEUE), (TargetKind.IVR, IVR), (TargetKind.RING_GROUP, GROUP)],
)
async def test_what_is_of_its_kind_gets_the_call(kind: TargetKind, number: str) -> None:
    """By the request that takes any number."""
    async with planted("v2.0.0") as plant:
        plant.office.place_inbound(OUT, A)
        plant.office.answer(A)
        await plant.told("answered")

        await plant.exchange.execute(Transfer(extension=A, to=CallTarget(kind=kind, number=number)))

        [call] = plant.office.calls
        assert call.through == number


class Silence:
    """A PBX that lists nothing, and notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    async def ask(self, needs: object, operation: object, **selects: object) -> Pairs:
        self.asked.append(operation)
        return Pairs()

    def knows(self, number: str) -> bool:
        return number == QUEUE


@pytest.mark.parametrize(("number", "is_known"), [(QUEUE, True), (POLICE, False)])
async def test_a_queue_that_is_watched_is_not_asked_about(number: str, is_known: bool) -> None:
    """Any other is, and an empty list means that there is none."""
    pbx = Silence()
    destinations = Destinations(pbx, (), pbx)  # type: ignore[arg-type]
    to = CallTarget(kind=TargetKind.QUEUE, number=number)
    command = Transfer(extension=A, to=to)
    request = Request(Operation.TRANSFER, {})

    with nullcontext() if is_known else pytest.raises(CommandRefused, match="queue_not_found"):
        await destinations.check(command, request)

    assert bool(pbx.asked) is not is_known


async def test_a_ring_group_is_no_way_to_the_outside() -> None:
    """It is not listed, so the PBX is left without anybody's right to call there."""
    async with planted("v2.0.0") as plant:
        plant.office.place_inbound(OUT, A)
        plant.office.answer(A)
        await plant.told("answered")

        to = CallTarget(kind=TargetKind.RING_GROUP, number=POLICE)
        with pytest.raises(CommandRefused):
            await plant.exchange.execute(Transfer(extension=A, to=to))

        [call] = plant.office.calls
        assert [leg.state for leg in call.alive] == [LegState.TALKING, LegState.TALKING]
