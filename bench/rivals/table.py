"""The table of others, and why somebody is missing in it."""

from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from ..home import add_entry
from ..remote import connected
from ..tables import Table, micro, milli
from .ours import ours
from .run import Rival, SetUp, run

FRITZ = "fritzbox_callmonitor"
# It sleeps for a second after each line, so nothing quicker can be asked of it.
FRITZ_PAUSE = 1.2
PAUSE = 0.05
MISSING = "its library is not installed, see bench/requirements.txt"

type Row = tuple[str, ...]


def component(asterisk: Path) -> Path:
    """Find the integration in its checkout."""
    return asterisk / "custom_components" / "asterisk"


async def rivals_table(hass: HomeAssistant, asterisk: Path | None, calls: int) -> Table:
    """Let each do the same: one call from outside that rings, is answered and ends."""
    rows: list[Row] = []
    for vendor, api, name in (
        ("yeastar", "v1.1.0", "ours, Yeastar v1.1.0"),
        ("yeastar", "v2.0.0", "ours, Yeastar v2.0.0"),
        ("innovaphone", "", "ours, innovaphone with RCC"),
    ):
        async with connected(hass, vendor, api, 10) as (other, _):
            rows.append(_row(name, await ours(hass, other, calls, PAUSE)))
    rows.append(await _fritz(hass, min(calls, 10)))
    rows.append(await _asterisk(hass, asterisk, calls))
    head = ("integration", "median", "99 %", "work for a call", "changes of states", "steps shown")
    note = (
        "One call from outside: it rings, is answered, ends. Work is that of the whole process with"
        " all its threads. How much is shown for it differs: ours tells of the PBX, the extension"
        " and the call log."
    )
    return Table("The same call with others", head, rows, note)


def _row(name: str, found: Rival) -> Row:
    return (
        name,
        milli(found.median),
        milli(found.p99),
        micro(found.work),
        f"{found.states:.1f}",
        f"{found.told:.0%}",
    )


def _skipped(name: str, why: str) -> Row:
    return (name, "", "", "", "", f"skipped: {why}")


async def _fritz(hass: HomeAssistant, calls: int) -> Row:
    """Measure core's call monitor; its phone book is empty, as it is without a password."""
    name = f"{FRITZ} (core)"
    if find_spec("fritzconnection") is None:
        return _skipped(name, MISSING)
    return _row(name, await run(hass, "fritz", _set_up_fritz, calls, FRITZ_PAUSE))


async def _set_up_fritz(hass: HomeAssistant, port: int) -> ConfigEntry:
    """Set it up with a phone book that needs no box."""
    from homeassistant.components.fritzbox_callmonitor import base

    box = SimpleNamespace(address="http://127.0.0.1", system_version="8.0")

    def init_phonebook(book: base.FritzBoxPhonebook) -> None:
        vars(book).update(
            fph=SimpleNamespace(fc=box, modelname="FRITZ!Box"), contacts=[], number_dict={}
        )

    vars(base)["FritzBoxPhonebook"].init_phonebook = init_phonebook
    data = {
        "host": "127.0.0.1",
        "port": port,
        "username": "",
        "password": "",
        "phonebook": None,
        "serial_number": "bench",
    }
    return await add_entry(hass, FRITZ, data, options={"prefixes": None})


async def _asterisk(hass: HomeAssistant, checkout: Path | None, calls: int) -> Row:
    """Measure the integration of a checkout; nothing of it is part of this repository."""
    name = "asterisk-hass-integration"
    if checkout is None:
        return _skipped(name, "no checkout was given by --asterisk")
    if find_spec("asterisk") is None:
        return _skipped(name, MISSING)
    set_up: SetUp = _set_up_asterisk
    return _row(name, await run(hass, "asterisk", set_up, calls, PAUSE))


async def _set_up_asterisk(hass: HomeAssistant, port: int) -> ConfigEntry:
    """Set it up."""
    data = {"host": "127.0.0.1", "port": port, "username": "admin", "password": "secret"}
    return await add_entry(hass, "asterisk", data)
