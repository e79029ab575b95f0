"""Actions on calls that go on."""

from functools import partial

from custom_components.pbx.telephony.model import Capability
from simulator.office import Call, LegState

from .stage import ANNA, LENA, MENU, OUTSIDE, PAUL, QUEUE, RING_GROUP, TOM, Stage, Trial

OLD = frozenset(("v1.0.1",))


async def hang_up(stage: Stage) -> None:
    await stage.talks()
    await stage.act("hang_up", ANNA)
    await stage.until(ANNA, "idle")
    assert stage.office.calls == []


async def hang_up_by_id(stage: Stage) -> None:
    await stage.talks()
    state = await stage.until(ANNA, "in_call")
    await stage.act("hang_up", call_id=state["attributes"]["call_id"])
    await stage.until(ANNA, "idle")
    assert stage.office.calls == []


async def answer(stage: Stage) -> None:
    stage.office.place_inbound(OUTSIDE, "1000")
    await stage.until(ANNA, "ringing")
    await stage.act("answer", ANNA)
    await stage.until(ANNA, "in_call")


async def refuse(stage: Stage) -> None:
    stage.office.place_inbound(OUTSIDE, "1000")
    await stage.until(ANNA, "ringing", caller=OUTSIDE)
    await stage.act("refuse", ANNA)
    await stage.until(ANNA, "idle")
    assert stage.office.calls == []


async def hold(stage: Stage) -> None:
    call = await stage.talks()
    await stage.act("hold", ANNA)
    assert state_of(call, "1000") is LegState.HELD
    # Before v2.0.0 it is seen at the next look.
    await stage.until(ANNA, "on_hold", within=40)


async def resume(stage: Stage) -> None:
    await hold(stage)
    await stage.act("resume", ANNA)
    await stage.until(ANNA, "in_call", within=40)
    [call] = stage.office.calls
    assert state_of(call, "1000") is LegState.TALKING


async def mute(stage: Stage) -> None:
    call = await stage.talks()
    await stage.act("mute", ANNA)
    assert is_muted(call, "1000")


async def unmute(stage: Stage) -> None:
    await mute(stage)
    await stage.act("unmute", ANNA)
    [call] = stage.office.calls
    assert not is_muted(call, "1000")


async def transfer_to_extension(stage: Stage) -> None:
    await stage.talks()
    await stage.act("transfer", ANNA, extension="1001")
    await stage.until(TOM, "ringing")
    await stage.until(ANNA, "idle")


async def transfer_to_number(stage: Stage) -> None:
    call = await stage.talks()
    await stage.act("transfer", ANNA, number=OUTSIDE, permission_extension="1000")
    await stage.until(ANNA, "idle")
    assert call.leg_of(OUTSIDE) is not None


async def transfer_to_menu(stage: Stage) -> None:
    call = await stage.talks()
    await stage.act("transfer", ANNA, ivr=MENU)
    await stage.until(ANNA, "idle")
    assert call.menu == MENU


async def transfer_to_queue(stage: Stage) -> None:
    call = await stage.talks()
    await stage.act("transfer", ANNA, queue=QUEUE)
    await stage.until(PAUL, "ringing")
    assert call in stage.office.queue(QUEUE).waiting


async def transfer_to_group(stage: Stage) -> None:
    await stage.talks()
    await stage.act("transfer", ANNA, ring_group=RING_GROUP)
    await stage.until(TOM, "ringing")
    await stage.until(LENA, "ringing")


async def transfer_out(stage: Stage) -> None:
    await stage.talks_out()
    await stage.act("transfer", ANNA, extension="1001")
    await stage.until(TOM, "ringing")


async def transfer_out_to_queue(stage: Stage) -> None:
    call = await stage.talks_out()
    await stage.act("transfer", ANNA, queue=QUEUE)
    await stage.until(PAUL, "ringing")
    assert call in stage.office.queue(QUEUE).waiting


async def transfer_out_to_group(stage: Stage) -> None:
    await stage.talks_out()
    await stage.act("transfer", ANNA, ring_group=RING_GROUP)
    await stage.until(LENA, "ringing")


async def transfer_inside(stage: Stage) -> None:
    await stage.talks_inside()
    await stage.act("transfer", ANNA, extension="1001")
    await stage.until(TOM, "ringing")
    await stage.until(ANNA, "idle")


async def monitor(stage: Stage, mode: str) -> None:
    await stage.talks()
    await stage.act("monitor", ANNA, by="1005", mode=mode)
    await stage.until(PAUL, "ringing")
    stage.office.answer("1005")
    await stage.until(PAUL, "in_call")
    assert any(call.monitored for call in stage.office.calls)


def state_of(call: Call, number: str) -> LegState | None:
    """Say what a party is doing."""
    leg = call.leg_of(number)
    return leg.state if leg else None


def is_muted(call: Call, number: str) -> bool:
    """Tell whether nobody hears a party."""
    leg = call.leg_of(number)
    return leg is not None and leg.muted


HANG_UP, HOLD, MUTE = Capability.HANG_UP, Capability.HOLD, Capability.MUTE
TRANSFER = Capability.TRANSFER

TRIALS = (
    Trial("hang_up", "the call of an extension", hang_up, HANG_UP),
    Trial("hang_up", "a call by its id", hang_up_by_id, HANG_UP),
    Trial("answer", "a phone that rings", answer, Capability.ANSWER, key="cannot_answer"),
    Trial("refuse", "a call that rings", refuse, HANG_UP),
    Trial("hold", "the call of an extension", hold, HOLD),
    Trial("resume", "the call of an extension", resume, HOLD),
    Trial("mute", "an extension", mute, MUTE),
    Trial("unmute", "an extension", unmute, MUTE),
    Trial("transfer", "a call from outside, to an extension", transfer_to_extension, TRANSFER),
    Trial("transfer", "a call from outside, to a number", transfer_to_number, TRANSFER),
    Trial("transfer", "a call from outside, into an IVR", transfer_to_menu, TRANSFER),
    Trial("transfer", "a call from outside, into a queue", transfer_to_queue, TRANSFER),
    Trial("transfer", "a call from outside, to a ring group", transfer_to_group, TRANSFER),
    Trial("transfer", "a call to outside, to an extension", transfer_out, TRANSFER),
    Trial(
        "transfer",
        "a call to outside, into a queue",
        transfer_out_to_queue,
        TRANSFER,
        OLD,
        "cannot_transfer",
    ),
    Trial(
        "transfer",
        "a call to outside, to a ring group",
        transfer_out_to_group,
        TRANSFER,
        OLD,
        "cannot_transfer",
    ),
    Trial(
        "transfer",
        "a call between two extensions",
        transfer_inside,
        TRANSFER,
        OLD,
        "cannot_transfer",
    ),
    *(
        Trial("monitor", mode, partial(monitor, mode=mode), Capability.MONITOR)
        for mode in ("listen", "whisper", "barge_in")
    ),
)
