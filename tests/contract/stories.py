"""What shall have happened in each scenario, as whoever watches the office would say it.

A line says what, to whom, and between whom. The steps follow each other; within one, lines are sorted.
Whom a call is for is left out where it may be told only later. What not every PBX tells is marked
with what it takes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from typing import Final

from .tells import Tells


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is told by some only."""

    text: str
    takes: Tells = Tells.NOTHING
    """It is told by those who tell of this."""
    lacks: Tells = Tells.NOTHING
    """It is told by those who do not tell of this."""
    is_chance: bool = False
    """Nobody can be relied on for it."""


def if_told(tells: Tells, *texts: str) -> list[Line]:
    """Mark lines that only those know who tell of this."""
    return [Line(text, takes=tells) for text in texts]


def if_untold(tells: Tells, *texts: str) -> list[Line]:
    """Mark what those make of it who do not tell of this."""
    return [Line(text, lacks=tells) for text in texts]


def by_chance(*texts: str) -> list[Line]:
    """Mark lines of a moment that may have passed before anybody heard of it, or asked."""
    return [Line(text, is_chance=True) for text in texts]


type Story = list[str | Line]

OUT = "03055512345"
OUT_TOO = "03055567890"

_INTERNAL = ["dialling 1000: 1000 >", "ringing 1001: 1000 > 1001"]
_INBOUND = [f"ringing 1000: {OUT} > 1000"]
_SUPPORT = [f"ringing {agent}: {OUT} > {agent}" for agent in ("1003", "1004", "1005")]


def _in_vain(to: str) -> Story:
    """Tell of somebody who dials and reaches nobody."""
    return [
        *if_told(Tells.DIALED, "dialling 1000: 1000 >", f"failed 1000: 1000 > {to}"),
        *if_untold(Tells.DIALED, "failed 1000: 1000 > None"),
    ]


STORIES: Final[dict[str, Story]] = {
    "internal_call_answered": [
        *_INTERNAL,
        "answered 1001: 1000 > 1001",
        "ended 1000: 1000 > 1001",
    ],
    "click_to_dial_answered": [
        *_INTERNAL,
        "answered 1001: 1000 > 1001",
        "ended 1000: 1000 > 1001",
    ],
    "inbound_answered": [
        *_INBOUND,
        f"answered 1000: {OUT} > 1000",
        f"ended 1000: {OUT} > 1000",
    ],
    "outbound_answered": [
        "dialling 1000: 1000 >",
        f"answered 1000: 1000 > {OUT}",
        f"ended 1000: 1000 > {OUT}",
    ],
    "ring_group_answered": [
        f"ringing 1001: {OUT} > 1001",
        f"ringing 1002: {OUT} > 1002",
        f"ringing 1003: {OUT} > 1003",
        f"answered 1003: {OUT} > 1003",
        f"answered_elsewhere 1001: {OUT} > 1001",
        f"answered_elsewhere 1002: {OUT} > 1002",
        f"ended 1003: {OUT} > 1003",
    ],
    "parallel_calls": [
        *_INBOUND,
        f"answered 1000: {OUT} > 1000",
        "dialling 1001: 1001 >",
        "ringing 1000: 1001 > 1000",
        "answered 1000: 1001 > 1000",
        *if_told(Tells.HOLDS, f"held 1000: {OUT} > 1000"),
        "ended 1001: 1001 > 1000",
        *if_told(Tells.HOLDS, f"resumed 1000: {OUT} > 1000"),
        f"ended 1000: {OUT} > 1000",
    ],
    "call_held_and_resumed": [
        *_INTERNAL,
        "answered 1001: 1000 > 1001",
        *if_told(Tells.HOLDS, "held 1001: 1000 > 1001", "resumed 1001: 1000 > 1001"),
        "ended 1000: 1000 > 1001",
    ],
    "call_transferred": [
        *_INBOUND,
        f"answered 1000: {OUT} > 1000",
        f"ringing 1001: {OUT} > 1001",
        f"transferred 1000: {OUT} > 1000",
        f"answered 1001: {OUT} > 1001",
        f"ended 1001: {OUT} > 1001",
    ],
    "presence_tour": [],
    "trunk_down_and_up": [],
    "phone_unplugged": [],
    "extension_added_and_removed": [],
    "reboot": [
        "answered 1001: 1000 > 1001",
        *by_chance("dialling 1000: 1000 >", "ringing 1001: 1000 > 1001"),
    ],
    "inbound_missed": [*_INBOUND, f"missed 1000: {OUT} > 1000"],
    "inbound_timed_out": [*_INBOUND, f"missed 1000: {OUT} > 1000"],
    "inbound_refused": [*_INBOUND, f"refused 1000: {OUT} > 1000"],
    # Nobody rang, so nobody missed anything; the PBX alone knows that somebody tried.
    "inbound_to_do_not_disturb": [*if_told(Tells.VAIN, f"failed -: {OUT} > None")],
    "internal_call_missed": [
        *_INTERNAL,
        "ended 1000: 1000 > 1001",
        "missed 1001: 1000 > 1001",
    ],
    "outbound_busy": ["dialling 1000: 1000 >", f"failed 1000: 1000 > {OUT}"],
    "outbound_without_a_trunk": _in_vain(OUT),
    "number_unknown": _in_vain("1098"),
    "outbound_not_permitted": _in_vain(OUT),
    "phone_unreachable": [*if_told(Tells.VAIN, f"failed -: {OUT} > None")],
    "ivr_then_extension": [
        *if_told(Tells.MENUS, f"prompt_ended -: {OUT} >"),
        *if_told(Tells.KEYS, f"key_pressed -: {OUT} >"),
        *_INBOUND,
        f"answered 1000: {OUT} > 1000",
        f"ended 1000: {OUT} > 1000",
    ],
    "voicemail": [*_INBOUND, f"missed 1000: {OUT} > 1000"],
    "busy_then_voicemail": [*_INBOUND, f"refused 1000: {OUT} > 1000"],
    "forwarded": [
        f"ringing 1001: {OUT} > 1001",
        f"answered 1001: {OUT} > 1001",
        f"ended 1001: {OUT} > 1001",
    ],
    # Nobody reports that a program has moved the call, so the first to take it is on it to the end.
    "transfer_by_api": [
        *_INBOUND,
        f"answered 1000: {OUT} > 1000",
        *if_told(Tells.LEAVING, f"ended 1000: {OUT} > 1000"),
        f"ringing 1001: {OUT} > 1001",
        f"answered 1001: {OUT} > 1001",
        *if_untold(Tells.LEAVING, f"ended 1000: {OUT} > 1001"),
        *if_told(Tells.LEAVING, f"ended 1001: {OUT} > 1001"),
    ],
    "callback": [
        *if_told(Tells.LINES, f"answered -: {OUT} > {OUT_TOO}", f"ended -: {OUT} > {OUT_TOO}"),
    ],
    "screening_accepted": [
        *if_told(Tells.SCREENS, f"inbound_request -: {OUT} > None"),
        *_INBOUND,
        f"answered 1000: {OUT} > 1000",
        f"ended 1000: {OUT} > 1000",
    ],
    "screening_refused": [*if_told(Tells.SCREENS, f"inbound_request -: {OUT} > None")],
    # A machine is no party. Who is rung for it is on a call of nobody else's, so it is their own.
    "prompt_played": [
        *if_untold(Tells.ALONE, "answered 1000: None > 1000", "ended 1000: None > 1000"),
        *if_untold(Tells.ALONE, "prompt_ended 1000: None >"),
        *if_told(Tells.ALONE, "dialling 1000: 1000 >", "ended 1000: 1000 > None"),
        *if_told(Tells.ALONE | Tells.PROMPTS, "prompt_ended 1000: 1000 >"),
    ],
    "queue_answered": [
        *_SUPPORT,
        f"answered 1003: {OUT} > 1003",
        f"answered_elsewhere 1004: {OUT} > 1004",
        f"answered_elsewhere 1005: {OUT} > 1005",
        f"ringing 1004: {OUT_TOO} > 1004",
        f"ringing 1005: {OUT_TOO} > 1005",
        f"answered 1005: {OUT_TOO} > 1005",
        f"answered_elsewhere 1004: {OUT_TOO} > 1004",
        f"ended 1003: {OUT} > 1003",
        f"ended 1005: {OUT_TOO} > 1005",
    ],
    "queue_abandoned": [
        *_SUPPORT,
        f"missed 1003: {OUT} > 1003",
        f"missed 1004: {OUT} > 1004",
        f"missed 1005: {OUT} > 1005",
    ],
    "survey": [
        *_SUPPORT,
        f"answered 1003: {OUT} > 1003",
        f"answered_elsewhere 1004: {OUT} > 1004",
        f"answered_elsewhere 1005: {OUT} > 1005",
        f"ended 1003: {OUT} > 1003",
    ],
    "ring_group_elsewhere": [
        "dialling 1000: 1000 >",
        "ringing 1001: 1000 > 1001",
        "ringing 1002: 1000 > 1002",
        "ringing 1003: 1000 > 1003",
        "answered 1002: 1000 > 1002",
        "answered_elsewhere 1001: 1000 > 1001",
        "answered_elsewhere 1003: 1000 > 1003",
        "ended 1000: 1000 > 1002",
    ],
}


def unlike_story(name: str, log: list[str], tells: Tells) -> str:
    """Say what a log has too much, too little or too late; nothing if it tells the story."""
    lines = [each if isinstance(each, Line) else Line(each) for each in STORIES[name]]
    chance = {line.text for line in lines if line.is_chance}
    lines = [line for line in lines if line.takes in tells and not line.lacks & tells]
    wanted = [line.text for line in lines if not line.is_chance]
    told = [line for line in log if line not in chance]
    return "\n".join(_differing(wanted, told))


def _differing(wanted: list[str], told: list[str]) -> Iterator[str]:
    if told != wanted:
        yield from unified_diff(wanted, told, "story", "log", lineterm="")
