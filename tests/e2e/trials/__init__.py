"""Every action that a Yeastar is offered, each in the situations that differ."""

from . import calls, dialing, office
from .stage import Stage, Trial

TRIALS = (*dialing.TRIALS, *calls.TRIALS, *office.TRIALS)

__all__ = ["TRIALS", "Stage", "Trial"]
