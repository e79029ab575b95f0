"""How often what is asked, and what may fail now and then."""

from dataclasses import dataclass
from typing import Final

from ...errors import ApiDisabled, CannotConnect, ConnectTimeout, ProtocolError
from .errors_table import RequestFailed
from .post import TIMEOUT

# The PBX may be slow or busy once; only twice in a row means that it is gone.
MISSES: Final = (ApiDisabled, CannotConnect, ConnectTimeout, ProtocolError, RequestFailed)
PATIENCE: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """All times in seconds."""

    heartbeat: float = 60.0
    """Far below the thirty minutes of the token: it also tells whether reports can still come."""
    poll: float = 60.0
    poll_in_call: float = 15.0
    retry: float = 10.0
    """After a first miss: a PBX that is gone shall not look alive for a whole minute more."""
    settle: float = 1.0
    """After a change of the configuration, since they come in swarms."""
    curious: float = 0.3
    """Before asking who makes a phone ring: a report may say it by itself."""
    again: float = 1.0
    """Before asking that once more in vain, and each time twice as long."""
    doubt: float = 2.0
    """Before asking what a phone means by falling silent, or busy, in the middle of a call."""
    grace: float = 5.0
    """Until what a list shows must have been reported, too: lists are quicker now and then."""
    answer: float = TIMEOUT
    """Until an answer is waited for no longer."""
    device: float = 3600.0
    """Between two questions about the PBX itself: its clock may change to summer time."""
