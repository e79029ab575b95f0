"""A Yeastar S-Series box: its HTTP API and the reports that it posts."""

from .pbx import ReceivedRequest, YeastarPbx
from .post import SentReport
from .sessions import Destination, Login

__all__ = ["Destination", "Login", "ReceivedRequest", "SentReport", "YeastarPbx"]
