"""A real Home Assistant core in this process, in a folder that is gone afterwards."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
import json
import logging
from pathlib import Path
import sys
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from homeassistant.bootstrap import async_setup_hass
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import async_get_platforms
from homeassistant.runner import RuntimeConfig

import custom_components
from demo.folder import write_folder
from demo.ports import free_port

CHECKOUT = Path(__file__).resolve().parent.parent
FLOOR = "bench_floor"
FLOOR_FOLDER = CHECKOUT / "bench" / "floor"

# The core that everybody has, with webhooks and without a database.
CONFIGURATION = """\
homeassistant:
  name: Bench
  latitude: 52.52
  longitude: 13.41
  elevation: 34
  unit_system: metric
  time_zone: Europe/Berlin
  country: DE
webhook:
"""


@asynccontextmanager
async def home(*others: Path) -> AsyncIterator[HomeAssistant]:
    """Boot Home Assistant with ours, the floor, and further integrations; stop it at last."""
    # What its own start complains of on this machine is not what is measured.
    logging.disable(logging.ERROR)
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder, port = Path(name), free_port()
        write_folder(folder, port, name="Bench")
        (folder / "configuration.yaml").write_text(CONFIGURATION)
        with _beside_ours(folder / "custom_components", (FLOOR_FOLDER, *others)):
            hass = await async_setup_hass(RuntimeConfig(config_dir=name, skip_pip=True))
            assert hass is not None, "Home Assistant did not start"
            await hass.async_start()
            logging.disable(logging.WARNING)
            # It would log what ends us, and only into its own folder.
            sys.excepthook = sys.__excepthook__
            # It complains of each request that is broken on purpose.
            logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
            try:
                yield hass
            finally:
                await hass.async_stop()


@contextmanager
def _beside_ours(components: Path, others: Iterable[Path]) -> Iterator[None]:
    """Let Home Assistant find further custom integrations; ours is found in this checkout."""
    components.unlink()
    components.mkdir()
    for source in others:
        domain = json.loads((source / "manifest.json").read_text())["domain"]
        (components / domain).symlink_to(source, target_is_directory=True)
    custom_components.__path__.append(str(components))
    try:
        yield
    finally:
        custom_components.__path__.remove(str(components))


def port_of(hass: HomeAssistant) -> int:
    """Give the port that Home Assistant's own server listens on."""
    port: int = hass.http.server_port
    return port


async def add_entry(
    hass: HomeAssistant,
    domain: str,
    data: Mapping[str, Any],
    *,
    options: Mapping[str, Any] | None = None,
    unique_id: str | None = None,
) -> ConfigEntry:
    """Add an entry and set it up."""
    entry = ConfigEntry(
        domain=domain,
        title="Bench",
        data=dict(data),
        options=options,
        source="user",
        unique_id=unique_id,
        version=1,
        minor_version=1,
        discovery_keys=MappingProxyType({}),
        subentries_data=None,
    )
    await hass.config_entries.async_add(entry)
    await hass.async_block_till_done()
    return entry


async def remove_entry(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Remove an entry with all that belongs to it."""
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()


def entities_of(hass: HomeAssistant, entry: ConfigEntry) -> list[Any]:
    """Give the entities of an entry that are there."""
    platforms = async_get_platforms(hass, entry.domain)
    return [
        entity
        for platform in platforms
        if platform.config_entry is entry
        for entity in platform.entities.values()
    ]
