"""An innovaphone PBX: its AppWebsocket and the APIs ticked at one App object."""

from .dialer import Dialer
from .login import AppLogin
from .pbx import InnovaphonePbx, ReceivedFrame
from .presence import Rights
from .profiles import EditReport

__all__ = ["AppLogin", "Dialer", "EditReport", "InnovaphonePbx", "ReceivedFrame", "Rights"]
