"""What an office refuses.

OfficeError
├── NoSuchNumber
├── NoSuchCall
├── LineNotIdle
├── NotPermitted
├── NoTrunk
├── NoPower
├── NotMonitorable
├── WrongMonitorMode
├── NoSuchMenu
├── NoSuchQueue
├── NoSuchGroup
├── NoSuchPrompt
├── NoSuchCondition
├── NotConnected
└── TooLate
"""


class OfficeError(Exception):
    """Refuse something impossible; base of all refusals."""


class NoSuchNumber(OfficeError):
    """Nobody here has this number."""


class NoSuchCall(OfficeError):
    """The number has no call that this could be done to."""


class LineNotIdle(OfficeError):
    """The line is in use or has no phone."""


class NotPermitted(OfficeError):
    """The person may not dial out."""


class NoTrunk(OfficeError):
    """No line to the outside works."""


class NoPower(OfficeError):
    """The exchange is dark."""


class NotMonitorable(OfficeError):
    """Nobody may listen to this person, or somebody already does."""


class WrongMonitorMode(OfficeError):
    """The listener may not listen in this way."""


class NoSuchMenu(OfficeError):
    """No menu has this number."""


class NoSuchQueue(OfficeError):
    """No queue has this number."""


class NoSuchGroup(OfficeError):
    """No ring group has this number."""


class NoSuchPrompt(OfficeError):
    """Nobody has recorded a prompt of this name."""


class NoSuchCondition(OfficeError):
    """Nobody has set up a condition of this name."""


class NotConnected(OfficeError):
    """The call is not, or no longer, in a state that allows this."""


class TooLate(OfficeError):
    """The call was let in, or sent away, before."""
