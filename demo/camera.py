"""Pictures of what the browser shows."""

import sys

from .browser import Browser, BrowserFailed
from .folder import CHECKOUT

IMAGES = CHECKOUT / "docs" / "images"
FLOW = "/config/integrations/dashboard/add?domain=pbx"
LIMIT = 150_000


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Camera:
    """Takes pictures for the documentation."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    async def shoot(self, name: str) -> None:
        """Take a picture; one that takes long to load helps nobody."""
        file = IMAGES / f"{name}.png"
        await self._browser.do("shoot", file=str(file))
        say(f"{file.name}: {file.stat().st_size // 1000} kB")
        if file.stat().st_size > LIMIT:
            raise BrowserFailed(f"{file.name} is larger than {LIMIT // 1000} kB")
