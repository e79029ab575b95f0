"""`python -m demo.brand`: the drawings of the brand as the images that Home Assistant shows."""

import asyncio
from pathlib import Path
import sys

from .browser import Browser, BrowserFailed
from .folder import CHECKOUT, PLACEHOLDER

DRAWINGS = CHECKOUT / "docs" / "images" / "brand"
BRAND = CHECKOUT / "custom_components" / "pbx" / "brand"
SIZES = {"icon": (256, 256), "logo": (640, 256), "dark_logo": (640, 256)}


async def draw(browser: Browser, name: str, file: Path, width: int, height: int) -> None:
    """Draw one image."""
    markup = (DRAWINGS / f"{name}.svg").read_text()
    await browser.do("draw", file=str(file), markup=markup, width=width, height=height)


async def main() -> int:
    """Draw every image in both sizes."""
    BRAND.mkdir(exist_ok=True)
    try:
        async with Browser("http://127.0.0.1") as browser:
            for name, size in SIZES.items():
                await draw(browser, name, BRAND / f"{name}.png", *size)
                await draw(browser, name, BRAND / f"{name}@2x.png", *(2 * x for x in size))
            await draw(browser, "placeholder", PLACEHOLDER, 128, 128)
    except BrowserFailed as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
