"""Refusals on the wire."""

from ..office import LineNotIdle, NoPower, NoSuchCall, NoSuchNumber, NotPermitted, NoTrunk

REFUSALS = {
    NoSuchNumber: "10006",
    NoSuchCall: "10007",
    LineNotIdle: "10008",
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
