"""Notifications on the screens of a person: in all myApps of that user that show any."""

from typing import Final

from ...commands import Receipt, ShowNote
from ...errors import CommandRefused
from .codecs import LINE_LENGTH, clean
from .feature import Line
from .wire.notes import AppNotify, AppNotifyResult

# The vendor's own library takes no frame above 16 KiB; a character is up to four bytes.
LONGEST_TEXT: Final = 3000


async def show_note(line: Line, command: ShowNote) -> Receipt:
    """Show a notification; that somebody has seen it is told by nobody."""
    known = line.people.get(command.extension)
    if known is None or not known.sip:
        raise CommandRefused("extension_not_found")
    if not command.text.strip():
        raise CommandRefused("message_missing")
    if len(command.text) > LONGEST_TEXT:
        raise CommandRefused("message_too_long")
    request = AppNotify(
        src=line.requests.tag("n"),
        sip=known.sip,
        title=clean(command.title or "", LINE_LENGTH).replace("\n", " ") or None,
        text=clean(command.text, LONGEST_TEXT),
    )
    answer = await line.ask(request, line.times.answer)
    if isinstance(answer, AppNotifyResult) and answer.failure:
        raise CommandRefused(detail=answer.failure.text or answer.failure.code)
    return Receipt()
