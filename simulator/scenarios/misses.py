"""Calls that come to nothing."""

from ..office import Failure
from .registry import scenario
from .stage import OUTSIDE, Stage


@scenario
async def inbound_missed(stage: Stage) -> None:
    """An extension rings until the caller outside gives up; one record without an answer."""
    [anna] = stage.cast(1)
    call = stage.office.place_inbound(OUTSIDE, anna)
    await stage.passes(15)
    stage.office.hang_up(OUTSIDE, call)


@scenario
async def inbound_timed_out(stage: Stage) -> None:
    """An extension rings until the PBX gives up: a failure, and a record without an answer."""
    [anna] = stage.cast(1)
    call = stage.office.place_inbound(OUTSIDE, anna)
    await stage.passes(30)
    stage.office.fail(call, Failure.NO_ANSWER)


@scenario
async def inbound_refused(stage: Stage) -> None:
    """An extension rings and its owner refuses: a failure, and a record that says busy."""
    [anna] = stage.cast(1)
    call = stage.office.place_inbound(OUTSIDE, anna)
    await stage.passes(3)
    stage.office.hang_up(anna, call)


@scenario
async def inbound_to_do_not_disturb(stage: Stage) -> None:
    """Nobody rings, because the extension does not want to: a failure and a busy record."""
    [anna] = stage.cast(1)
    stage.office.person(anna).do_not_disturb = True
    try:
        stage.office.place_inbound(OUTSIDE, anna)
        await stage.passes(2)
    finally:
        stage.office.person(anna).do_not_disturb = False


@scenario
async def internal_call_missed(stage: Stage) -> None:
    """An extension rings until its colleague gives up; one internal record without answer."""
    anna, tom = stage.cast(2)
    call = stage.office.dial(anna, tom)
    await stage.passes(12)
    stage.office.hang_up(anna, call)


@scenario
async def outbound_busy(stage: Stage) -> None:
    """An extension dials out and meets a busy line: a failure and a busy record."""
    [anna] = stage.cast(1)
    call = stage.office.dial(anna, OUTSIDE)
    await stage.passes(3)
    stage.office.fail(call, Failure.BUSY)


@scenario
async def outbound_without_a_trunk(stage: Stage) -> None:
    """All trunks go down and an extension dials in vain, then all trunks come back."""
    [anna] = stage.cast(1)
    up = [name for name, trunk in stage.office.trunks.items() if trunk.up]
    for name in up:
        stage.office.set_trunk(name, up=False)
    await stage.passes(2)
    stage.office.dial(anna, OUTSIDE)
    await stage.passes(2)
    for name in up:
        stage.office.set_trunk(name, up=True)
