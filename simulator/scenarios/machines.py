"""Calls that a machine answers, or a phone sends elsewhere."""

from ..office import Failure, Forwarding, Target
from .registry import scenario
from .stage import OUTSIDE, Stage


@scenario
async def ivr_then_extension(stage: Stage) -> None:
    """A caller hears a menu and presses a key; an extension rings and is answered."""
    menu = stage.menu()
    key, anna = next((x, to) for x, to in menu.keys.items() if to in stage.office.people)
    call = stage.office.place_inbound(OUTSIDE, menu.number)
    await stage.passes(6)
    stage.office.prompt_over(call)
    await stage.passes(1)
    stage.office.press(call, key)
    await stage.passes(4)
    stage.office.answer(anna, call)
    await stage.passes(20)
    stage.office.hang_up(OUTSIDE, call)


@scenario
async def voicemail(stage: Stage) -> None:
    """Nobody answers, the mailbox does; no failure, one record that says so."""
    [anna] = stage.cast(1)
    with stage.settings(anna, voicemail=True):
        call = stage.office.place_inbound(OUTSIDE, anna)
        await stage.passes(30)
        stage.office.fail(call, Failure.NO_ANSWER)
        await stage.passes(15)
        stage.office.hang_up(OUTSIDE, call)


@scenario
async def busy_then_voicemail(stage: Stage) -> None:
    """An extension refuses and the mailbox answers; one call with two records."""
    [anna] = stage.cast(1)
    with stage.settings(anna, voicemail=True):
        call = stage.office.place_inbound(OUTSIDE, anna)
        await stage.passes(3)
        stage.office.to_voicemail(anna, call)
        await stage.passes(12)
        stage.office.hang_up(OUTSIDE, call)


@scenario
async def forwarded(stage: Stage) -> None:
    """A call to one extension rings at another at once, because its owner wants that."""
    anna, tom = stage.cast(2)
    elsewhere = Forwarding(on=True, target=Target.EXTENSION, extension=tom)
    with stage.settings(anna, forward_always=elsewhere):
        call = stage.office.place_inbound(OUTSIDE, anna)
        await stage.passes(5)
        stage.office.answer(tom, call)
        await stage.passes(15)
        stage.office.hang_up(tom, call)
