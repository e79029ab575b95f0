"""Scripts that people and phones follow, for the demo and for contract tests."""

# Importing a file of scripts registers them.
from . import calls, changes, failures, machines, misses, programs, queues
from .registry import SCENARIOS, Scenario
from .stage import Pace, Stage
from .traffic import office_day

__all__ = [
    "SCENARIOS",
    "Pace",
    "Scenario",
    "Stage",
    "calls",
    "changes",
    "failures",
    "machines",
    "misses",
    "office_day",
    "programs",
    "queues",
]
