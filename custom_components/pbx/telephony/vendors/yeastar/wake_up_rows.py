"""Wake-up calls: ours -> what the PBX takes, and back. Pure."""

from collections.abc import Iterator, Mapping
import re
from typing import Final

from ...commands import WakeUp, WakeUpType
from ...errors import CommandRefused
from .pairs import Pairs

_TYPES: Final[Mapping[WakeUpType, str]] = {
    WakeUpType.ONCE: "onetime",
    WakeUpType.DAILY: "everyday",
    WakeUpType.WEEKDAYS: "custom",
}
_BY_WORD: Final[Mapping[str, WakeUpType]] = {word: kind for kind, word in _TYPES.items()}
_TIME: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::\d\d)?", re.ASCII)
_DAY: Final = re.compile("[0-6]")


def wake_up_fields(wake_up: WakeUp) -> dict[str, str]:
    """Write a wake-up call; refuse one that cannot be."""
    fields = {"time": checked_time(wake_up.time), "type": _TYPES[wake_up.type]}
    if wake_up.type is WakeUpType.WEEKDAYS:
        if not wake_up.weekdays:
            raise CommandRefused("weekdays_missing")
        # There, Sunday is 0; here, Monday.
        fields["weekdays"] = ",".join(str((day + 1) % 7) for day in sorted(set(wake_up.weekdays)))
    if wake_up.repeats is not None:
        fields["repeats"] = str(wake_up.repeats)
    if wake_up.interval is not None:
        fields["repeatinterval"] = str(wake_up.interval)
    if wake_up.prompt:
        fields["prompt"] = wake_up.prompt
    return fields


def checked_time(time: str) -> str:
    """Give a time as `HH:MM`; refuse what is none."""
    if (found := _TIME.fullmatch(time)) is None:
        raise CommandRefused("wake_up_time_invalid")
    return f"{found[1]:0>2}:{found[2]}"


def wake_ups_of(answer: Pairs, extension: str) -> tuple[WakeUp, ...]:
    """Read the wake-up calls of an extension; what has no time is none."""
    return tuple(
        wake_up
        for row in answer.objects("wakeups")
        if row.text("extid", "number", "extnumber") in (extension, "")
        for wake_up in _wake_ups(row)
    )


def _wake_ups(row: Pairs) -> Iterator[WakeUp]:
    """Yield the wake-up calls in a row."""
    for each in row.objects("wakeup"):
        if (found := _TIME.fullmatch(each.text("time"))) is None:
            continue
        kind = _BY_WORD.get(each.text("type").lower(), WakeUpType.ONCE)
        days = {(int(day) - 1) % 7 for day in _DAY.findall(each.text("weekdays"))}
        yield WakeUp(
            time=f"{found[1]:0>2}:{found[2]}",
            type=kind,
            weekdays=tuple(sorted(days)) if kind is WakeUpType.WEEKDAYS else (),
            repeats=_number(each.text("repeats")),
            interval=_number(each.text("repeatinterval")),
            prompt=each.text("prompt") or None,
        )


def _number(text: str) -> int | None:
    """Read a small number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else None
