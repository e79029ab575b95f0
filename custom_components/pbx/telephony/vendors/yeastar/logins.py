"""How soon a PBX may be logged in to again without a person asking for it."""

import asyncio
from typing import Final

# Another app may replace our session as often as we replace its.
PAUSE: Final = 30.0
# The PBX says nothing of why it closes a connection for reports, so it may count as a wrong login.
STREAM_PAUSE: Final = 120.0
# A restart takes a minute or more; what is said of it sooner is said of the same one.
RESTART: Final = 60.0

type Address = tuple[str, int]


class Logins:
    """Remembers which tokens did not last, and why; it outlives the sessions with its PBXs."""

    def __init__(
        self, pause: float = PAUSE, stream_pause: float = STREAM_PAUSE, restart: float = RESTART
    ) -> None:
        """Ask for this many seconds between two logins, and after a connection was refused.

        A PBX starts once in `restart` seconds at most.
        """
        self._pause = pause
        self._stream_pause = stream_pause
        self._restart = restart
        self._renewed: dict[Address, float] = {}
        self._refused: dict[Address, float] = {}
        self._streams: dict[Address, float] = {}
        self._restarted: dict[Address, float] = {}

    def renew(self, address: Address) -> None:
        """Begin a pause for the next renewal: a token had to be replaced."""
        self._renewed[address] = asyncio.get_running_loop().time()

    def refuse(self, address: Address) -> None:
        """Begin a pause for everybody: a new token was refused, so the next would be, too."""
        self._refused[address] = asyncio.get_running_loop().time()

    def may_renew(self, address: Address) -> bool:
        """Tell whether a token may be replaced already."""
        return self._is_over(self._renewed.get(address), self._pause) and self.may_open(address)

    def may_open(self, address: Address) -> bool:
        """Tell whether a new session may begin."""
        return self._is_over(self._refused.get(address), self._pause)

    def refuse_stream(self, address: Address) -> None:
        """Begin a pause for connections for reports: one was closed without a word."""
        self._streams[address] = asyncio.get_running_loop().time()

    def may_stream(self, address: Address) -> bool:
        """Tell whether a connection for reports may be tried."""
        return self._is_over(self._streams.get(address), self._stream_pause)

    def restarted(self, address: Address) -> bool:
        """Take that a PBX says that it has started; False if it says so of the same start again."""
        is_news = self._is_over(self._restarted.get(address), self._restart)
        self._restarted[address] = asyncio.get_running_loop().time()
        return is_news

    def _is_over(self, noted: float | None, pause: float) -> bool:
        """Tell whether a pause that began then is over."""
        return noted is None or asyncio.get_running_loop().time() - noted >= pause
