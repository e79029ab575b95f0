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
        self._noted: dict[Address, float] = {}

    def note(self, address: Address) -> None:
        """Begin a pause: a session had to be replaced, or was refused at once."""
        self._noted[address] = asyncio.get_running_loop().time()

    def is_too_soon(self, address: Address) -> bool:
        """Tell whether the pause lasts."""
        noted = self._noted.get(address)
        return noted is not None and asyncio.get_running_loop().time() - noted < self._pause
