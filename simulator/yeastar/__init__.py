"""A Yeastar S-Series box: its HTTP API and the reports that it posts."""

from .firmware import FIRMWARES
from .pbx import ReceivedRequest, YeastarPbx
from .post import SentReport
from .sessions import Destination, Login
from .stream import StreamLogin

__all__ = [
    "FIRMWARES",
    "Destination",
    "Login",
    "ReceivedRequest",
    "SentReport",
    "StreamLogin",
    "YeastarPbx",
]
