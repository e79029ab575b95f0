"""How soon a PBX may be logged in to again without a person asking for it."""

import asyncio
from typing import Final

# Another app may replace our session as often as we replace its.
PAUSE: Final = 30.0

type Address = tuple[str, int]


class Logins:
    """Remembers which tokens did not last; it outlives the sessions with its PBXs."""

    def __init__(self, pause: float = PAUSE) -> None:
        """Ask for this many seconds between two logins."""
        self._pause = pause
        self._renewed: dict[Address, float] = {}
        self._refused: dict[Address, float] = {}

    def renew(self, address: Address) -> None:
        """Begin a pause for the next renewal: a token had to be replaced."""
        self._renewed[address] = asyncio.get_running_loop().time()

    def refuse(self, address: Address) -> None:
        """Begin a pause for everybody: a new token was refused, so the next would be, too."""
        self._refused[address] = asyncio.get_running_loop().time()

    def may_renew(self, address: Address) -> bool:
        """Tell whether a token may be replaced already."""
        return self._is_over(self._renewed.get(address)) and self.may_open(address)

    def may_open(self, address: Address) -> bool:
        """Tell whether a new session may begin."""
        return self._is_over(self._refused.get(address))

    def _is_over(self, noted: float | None) -> bool:
        """Tell whether a pause that began then is over."""
        return noted is None or asyncio.get_running_loop().time() - noted >= self._pause
