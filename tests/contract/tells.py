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


FIRST = Tells.MENUS
SECOND = Tells.MENUS | Tells.HOLDS | Tells.ALONE | Tells.LEAVING
