"""Recordings of calls, and messages in mailboxes."""

from .box import Ask, Box
from .endpoint import Answer, Download, Endpoint
from .errors import ApiError
from .randoms import issue, redeem
from .sounds import hum

NAME = "recording"
BAD_RANDOM, MISSING = "20012", "20014"
MESSAGE = ("extid", "voicemailfile", "voicemailstatus")
BAD_MESSAGE_RANDOM = "20017"
HEARD = {"read": True, "unread": False}


def get_random(box: Box, ask: Ask) -> Answer:
    """Open the way to one recording."""
    _length(box, *ask.need(NAME))
    return issue(box, ask, NAME)


def download(box: Box, ask: Ask) -> tuple[bytes, str]:
    """Return a recording, in which everybody hums."""
    redeem(box, ask, BAD_RANDOM, NAME)
    return hum(_length(box, *ask.need(NAME))), "audio/wav"


def _length(box: Box, name: str) -> int:
    if name not in box.office.recordings:
        raise ApiError(MISSING)
    return box.office.recordings[name]


def get_message(box: Box, ask: Ask) -> Answer:
    """Open the way to one message in a mailbox."""
    _check_message(box, ask)
    return issue(box, ask, *MESSAGE)


def download_message(box: Box, ask: Ask) -> tuple[bytes, str]:
    """Return a message, which counts as heard from then on."""
    redeem(box, ask, BAD_MESSAGE_RANDOM, *MESSAGE)
    number, name = _check_message(box, ask)
    box.office.mailboxes[number][name] = True
    return hum(1), "audio/wav"


def _check_message(box: Box, ask: Ask) -> tuple[str, str]:
    number, name, status = ask.need(*MESSAGE)
    if status not in HEARD:
        raise ApiError("20016")
    files = box.office.mailboxes.get(box.office.person(number).number, {})
    if files.get(name) is not HEARD[status]:
        raise ApiError("20018")
    return number, name


ENDPOINTS: dict[str, Endpoint] = {
    "recording/get_random": get_random,
    "voicemail/get_random": get_message,
}
DOWNLOADS: dict[str, Download] = {
    "recording/download": download,
    "voicemail/download": download_message,
}
