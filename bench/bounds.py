"""Memories that are full soon, so that a day shows what has no bound.

A memory of bounded size fills for a day or longer, and nothing can be told from a leak until then.
"""

from functools import partial
import sys
from types import ModuleType

from custom_components.pbx import call_memory
from custom_components.pbx.telephony import driver, state
from custom_components.pbx.telephony.call_log import CallLog
from custom_components.pbx.telephony.vendors.innovaphone.rcc import calls as rcc_calls
from custom_components.pbx.telephony.vendors.yeastar import calls, happenings, repeats

OURS = "custom_components.pbx"
# What is full after three hours of the office, and still long enough for what comes twice. Those of
# a connection begin anew with the next one, so they must be full much sooner.
OF_STATE, OF_CONNECTION = 400, 100
BOUNDS: tuple[tuple[ModuleType, str, int], ...] = (
    (state, "REMEMBERED_CALLS", OF_STATE),
    (state, "REMEMBERED_MOMENTS", OF_STATE),
    (state, "REMEMBERED_RECORDS", OF_STATE),
    (driver, "REMEMBERED_ENDS", OF_STATE),
    (calls, "REMEMBERED", OF_CONNECTION),
    (happenings, "_REMEMBERED", OF_CONNECTION),
    (repeats, "_REMEMBERED", OF_CONNECTION),
    (rcc_calls, "_REMEMBERED", OF_CONNECTION),
)


def bound_memories() -> None:
    """Let all connections that are made from now on remember little."""
    for module, name, bound in BOUNDS:
        assert vars(module)[name] > bound, "what is small need not be made smaller"
        vars(module)[name] = bound
    vars(call_memory)["CallLog"] = partial(CallLog, OF_STATE)


def forget_answers() -> None:
    """Empty what functions of ours remember of their answers: that has bounds, too."""
    for name, module in tuple(sys.modules.items()):
        if name.startswith(OURS):
            for thing in tuple(vars(module).values()):
                if getattr(thing, "__module__", "") == name and hasattr(thing, "cache_clear"):
                    thing.cache_clear()
