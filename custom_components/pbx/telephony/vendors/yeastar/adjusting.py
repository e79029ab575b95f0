"""Commands that change settings, and that read and write the configuration."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import batched

from ...commands import (
    ApplyConfiguration,
    Plain,
    ReadConfiguration,
    Receipt,
    Section,
    SetDoNotDisturb,
    SetForward,
    SetRingMobile,
    WriteConfiguration,
)
from ...errors import CommandRefused, CommandUnsupported
from ...model import Capability, ExtensionId
from .errand import Errands
from .extension_settings import DO_NOT_DISTURB, RING_MOBILE, forward_fields, on_off
from .operations import Operation
from .pairs import Pairs
from .roster import Roster
from .sections import READINGS, SIP_TRUNKS, WRITINGS, Reading, checked, merged, rows_of

type Setting = SetDoNotDisturb | SetForward | SetRingMobile
type Configuring = ReadConfiguration | WriteConfiguration | ApplyConfiguration

_SETTINGS = Capability.SETTINGS
_CONFIGURATION = Capability.CONFIGURATION
_TOO_OFTEN = "10025"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustingPace:
    """How the PBX is spared."""

    chunk: int = 50
    """Extensions whose settings are asked for at once."""
    apply_again: float = 30.0
    """Seconds until a second try, where changes were applied a moment ago."""


class Adjusting:
    """Carries them out."""

    def __init__(
        self,
        errands: Errands,
        roster: Roster,
        look_at: Callable[[ExtensionId], Awaitable[None]],
        pace: AdjustingPace,
    ) -> None:
        """Run errands; `look_at` tells what has become of an extension."""
        self._errands = errands
        self._roster = roster
        self._look_at = look_at
        self._pace = pace

    async def set(self, command: Setting) -> Receipt:
        """Change a setting of an extension."""
        match command:
            case SetDoNotDisturb():
                fields = {DO_NOT_DISTURB: on_off(command.on)}
            case SetRingMobile():
                fields = {RING_MOBILE: on_off(command.on)}
            case SetForward():
                row = await self._row(command.extension)
                fields = forward_fields(command.when, command.active, command.target, row)
        await self._errands.ask(
            _SETTINGS, Operation.UPDATE_EXTENSION, extension=command.extension, **fields
        )
        await self._look_at(command.extension)
        return Receipt()

    async def _row(self, extension: ExtensionId) -> Pairs:
        """Ask how an extension is set up now."""
        answer = await self._errands.ask(_SETTINGS, Operation.EXTENSION, extension=extension)
        for row in answer.objects("extinfos"):
            if row.text("extnumber", "number") == extension:
                return row
        raise CommandRefused("extension_not_found")

    async def configure(self, command: Configuring) -> Receipt:
        """Read, write or apply."""
        match command:
            case ReadConfiguration():
                section = command.section
                return Receipt(data={section.value: list(await self._read(command))})
            case WriteConfiguration():
                await self._write(command)
            case ApplyConfiguration():
                await self._apply()
        return Receipt()

    async def _read(self, command: ReadConfiguration) -> list[dict[str, Plain]]:
        """Read a section."""
        reading, numbers = READINGS[command.section], command.numbers
        if not self._errands.api.dialect.has(reading.operation):
            raise CommandRefused("not_supported")
        if command.section is Section.EXTENSIONS:
            return await self._extensions(reading, numbers or tuple(self._roster.numbers))
        picked = ",".join(numbers) if numbers and reading.picks else None
        rows = await self._rows(reading, picked, numbers)
        if command.section is Section.TRUNKS:
            details = await self._sip_trunks()
            return merged(rows, details, "trunkname")
        return rows

    async def _rows(
        self, reading: Reading, picked: str | None, numbers: tuple[str, ...]
    ) -> list[dict[str, Plain]]:
        """Ask for objects of a section."""
        selects = {} if reading.operation is Operation.TRUNKS else {reading.selector: picked}
        answer = await self._errands.ask(_CONFIGURATION, reading.operation, **selects)
        return rows_of(reading, answer, numbers)

    async def _extensions(
        self, reading: Reading, numbers: tuple[str, ...]
    ) -> list[dict[str, Plain]]:
        """Ask for extensions, a few at a time: all at once may be more than the PBX can say."""
        rows: list[dict[str, Plain]] = []
        for some in batched(numbers, self._pace.chunk, strict=False):
            rows += await self._rows(reading, ",".join(some), some)
        return rows

    async def _sip_trunks(self) -> list[dict[str, Plain]]:
        """Ask what else is known of SIP trunks, where that can be asked."""
        if not self._errands.api.dialect.has(SIP_TRUNKS.operation):
            return []
        try:
            return await self._rows(SIP_TRUNKS, None, ())
        except CommandRefused:
            # A PBX without any answers by a refusal.
            return []

    async def _write(self, command: WriteConfiguration) -> None:
        """Change an object; the PBX applies each change by itself."""
        for fields in tuple(checked(command.section, command.fields)):
            writing = WRITINGS[command.section]
            selects = {writing.selector: command.number}
            await self._errands.ask(_CONFIGURATION, writing.operation, **selects, **fields)
        if command.section is Section.EXTENSIONS:
            await self._look_at(ExtensionId(command.number))

    async def _apply(self) -> None:
        """Let the PBX apply what is pending, if it has a call for that; too often breaks calls."""
        try:
            await self._errands.ask(_CONFIGURATION, Operation.APPLY)
        except CommandUnsupported:
            # Then each change has been applied by itself.
            return
        except CommandRefused as err:
            if err.detail != _TOO_OFTEN:
                raise
            await asyncio.sleep(self._pace.apply_again)
            await self._errands.ask(_CONFIGURATION, Operation.APPLY)
