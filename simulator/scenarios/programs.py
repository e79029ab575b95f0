"""Calls that a program starts, moves or decides about."""

from ..office import Door
from .registry import scenario
from .stage import OUTSIDE, OUTSIDE_TOO, Stage


@scenario
async def transfer_by_api(stage: Stage) -> None:
    """A program moves an answered call to another extension, without any report of that."""
    anna, tom = stage.cast(2)
    call = stage.office.place_inbound(OUTSIDE, anna)
    await stage.passes(3)
    stage.office.answer(anna, call)
    await stage.passes(6)
    stage.office.transfer_to(call, tom)
    await stage.passes(4)
    stage.office.answer(tom, call)
    await stage.passes(10)
    stage.office.hang_up(OUTSIDE, call)


@scenario
async def callback(stage: Stage) -> None:
    """Two parties outside are called one after the other and talk; nobody here rings."""
    [anna] = stage.cast(1)
    call = stage.office.dial_between(OUTSIDE, OUTSIDE_TOO, anna)
    await stage.passes(6)
    stage.office.answer(OUTSIDE, call)
    await stage.passes(8)
    stage.office.answer(OUTSIDE_TOO, call)
    await stage.passes(30)
    stage.office.hang_up(OUTSIDE, call)


@scenario
async def screening_accepted(stage: Stage) -> None:
    """A call from outside waits until it is let in, and only then rings; it is answered."""
    [anna] = stage.cast(1)
    trunk = stage.trunk()
    trunk.controls_answering = True
    try:
        call = stage.office.place_inbound(OUTSIDE, anna, trunk.name)
        await stage.passes(2)
        if call.door is Door.INVITED:
            stage.office.accept(call)
        await stage.passes(4)
        stage.office.answer(anna, call)
        await stage.passes(10)
        stage.office.hang_up(OUTSIDE, call)
    finally:
        trunk.controls_answering = False


@scenario
async def screening_refused(stage: Stage) -> None:
    """A call from outside is sent away before anybody rings; it leaves no record."""
    [anna] = stage.cast(1)
    trunk = stage.trunk()
    trunk.controls_answering = True
    try:
        call = stage.office.place_inbound(OUTSIDE, anna, trunk.name)
        await stage.passes(2)
        if call.door is Door.INVITED:
            stage.office.refuse(call)
        elif call in stage.office.calls:
            stage.office.hang_up(OUTSIDE, call)
        await stage.passes(1)
    finally:
        trunk.controls_answering = False


@scenario
async def prompt_played(stage: Stage) -> None:
    """A phone rings, its owner picks up, hears a prompt to the end, and that was it."""
    [anna] = stage.cast(1)
    call = stage.office.play_prompt(anna, ["doorbell"])
    await stage.passes(4)
    stage.office.answer(anna, call)
    await stage.passes(6)
    stage.office.prompt_over(call)
