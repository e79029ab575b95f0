"""Calls that cannot be set up, each for another reason."""

from .registry import scenario
from .stage import OUTSIDE, Stage

NOBODY = "1098"


@scenario
async def number_unknown(stage: Stage) -> None:
    """Somebody dials a number that nobody has: a failure and a failed record."""
    [anna] = stage.cast(1)
    stage.office.dial(anna, NOBODY)
    await stage.passes(2)


@scenario
async def outbound_not_permitted(stage: Stage) -> None:
    """Somebody dials out who may not: a failure and a failed record."""
    [anna] = stage.cast(1)
    with stage.settings(anna, may_dial_out=False):
        stage.office.dial(anna, OUTSIDE)
        await stage.passes(2)


@scenario
async def phone_unreachable(stage: Stage) -> None:
    """A call reaches an extension whose phone is off: a failure, a record without an answer."""
    [anna] = stage.cast(1)
    stage.office.set_registered(anna, registered=False)
    await stage.passes(1)
    stage.office.place_inbound(OUTSIDE, anna)
    await stage.passes(1)
    stage.office.set_registered(anna, registered=True)
