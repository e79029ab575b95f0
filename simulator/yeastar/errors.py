"""Refusals on the wire."""

from ..office import LineNotIdle, NoPower, NoSuchCall, NoSuchNumber, NotPermitted, NoTrunk
from ..office.errors import (
    NoSuchGroup,
    NoSuchMenu,
    NoSuchPrompt,
    NoSuchQueue,
    NotConnected,
    NotMonitorable,
    OfficeError,
    TooLate,
    WrongMonitorMode,
)

REFUSALS: dict[type[OfficeError], str] = {
    NoSuchNumber: "10006",
    NoSuchCall: "10007",
    LineNotIdle: "10008",
    NotMonitorable: "10009",
    WrongMonitorMode: "10010",
    NoSuchMenu: "10012",
    NoSuchQueue: "10013",
    NoSuchGroup: "10014",
    NotConnected: "10015",
    TooLate: "10016",
    NoSuchPrompt: "10023",
    NotPermitted: "10024",
    NoTrunk: "10024",
    # The process behind the web server does not run.
    NoPower: "30003",
}


class ApiError(Exception):
    """Answer a request with an error number; the protocol has no texts."""

    def __init__(self, errno: str) -> None:
        super().__init__(errno)
        self.errno = errno
