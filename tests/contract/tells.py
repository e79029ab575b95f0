"""What one PBX says of a call and another does not."""

from enum import Flag, auto


class Tells(Flag):
    """What is told, beyond what all tell."""

    NOTHING = 0
    MENUS = auto()
    """That the prompt of a menu is over."""
    HOLDS = auto()
    """Who holds whom, and takes the call back."""
    ALONE = auto()
    """A call of one person with a machine, from the first ring; else only its end makes it known."""
    LEAVING = auto()
    """Who leaves, and nothing of why: if one of two leaves, the call counts as over, and whoever a
    program then calls in for the other is on another call."""
    LINES = auto()
    """A call on which nobody of the house is: with a menu, a mailbox, in a queue, between two outside."""
    VAIN = auto()
    """That somebody outside called in vain, though nobody rang."""
    DIALED = auto()
    """What somebody dials who then reaches nobody, from the first digit."""
    KEYS = auto()
    """What a caller presses in a menu."""
    PROMPTS = auto()
    """That a prompt which was played to somebody is over."""
    SCREENS = auto()
    """That a call from outside waits for a program to let it in."""


_YEASTAR = Tells.LINES | Tells.VAIN | Tells.KEYS | Tells.PROMPTS | Tells.SCREENS
KEYS_DOUBLED = _YEASTAR
FIRST = _YEASTAR | Tells.MENUS
SECOND = FIRST | Tells.HOLDS | Tells.ALONE | Tells.LEAVING

# RCC tells of users. What a machine says and hears is no matter of theirs, and nothing there waits for
# a program; a user's phone dials before anybody knows whether that leads anywhere (innovaphone.md 4.6).
_RCC = Tells.HOLDS | Tells.ALONE | Tells.DIALED
# With its last user a call is over: who comes next gets a new handle, which says nothing of before.
RCC = _RCC | Tells.LEAVING
# With all calls of the PBX, each line has a handle of its own, from the first to the last (4.4).
RCC_WITH_LINES = _RCC | Tells.LINES
