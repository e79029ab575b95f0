"""An innovaphone PBX: its AppWebsocket and the APIs ticked at one App object."""

from .login import AppLogin
from .pbx import InnovaphonePbx, ReceivedFrame
from .presence import Rights

__all__ = ["AppLogin", "InnovaphonePbx", "ReceivedFrame", "Rights"]
