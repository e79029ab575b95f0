"""What an office refuses.

OfficeError
├── NoSuchNumber
├── NoSuchCall
├── LineNotIdle
├── NotPermitted
├── NoTrunk
└── NoPower
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
