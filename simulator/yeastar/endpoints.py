"""The tables of all endpoints and downloads, under the names of each version."""

from . import (
    applying,
    cdr,
    control,
    dialing,
    ivrs,
    messages,
    monitoring,
    prompts,
    queries,
    queues,
    recordings,
    screening,
    settings,
    transfers,
    v2_calls,
    v2_queries,
    wake_ups,
)
from .box import Ask, Box
from .endpoint import Answer, Download, Endpoint
from .firmware import Naming
from .v2_names import RENAMED, as_newer, download_as_newer


def login(box: Box, ask: Ask) -> Answer:
    """Hand out a token."""
    return {"token": box.sessions.login(ask.fields, ask.remote)}


def heartbeat(box: Box, ask: Ask) -> Answer:
    """Extend the token and move the reports."""
    box.sessions.heartbeat(ask.fields)
    return {}


def logout(box: Box, _: Ask) -> Answer:
    """End the session."""
    box.sessions.logout()
    return {}


# The only endpoint that needs no token.
LOGIN = "login"

OLDER: dict[str, Endpoint] = {
    LOGIN: login,
    "heartbeat": heartbeat,
    "logout": logout,
    **queries.ENDPOINTS,
    **dialing.ENDPOINTS,
    **control.ENDPOINTS,
    **monitoring.ENDPOINTS,
    **transfers.ENDPOINTS,
    **screening.ENDPOINTS,
    **ivrs.ENDPOINTS,
    **queues.ENDPOINTS,
    **wake_ups.ENDPOINTS,
    **prompts.ENDPOINTS,
    **messages.ENDPOINTS,
    **recordings.ENDPOINTS,
    **cdr.ENDPOINTS,
    **settings.ENDPOINTS,
    **applying.ENDPOINTS,
}
OLDER_DOWNLOADS: dict[str, Download] = {**recordings.DOWNLOADS, **cdr.DOWNLOADS}

ENDPOINTS: dict[Naming, dict[str, Endpoint]] = {
    Naming.OLD: OLDER,
    Naming.NEW: {
        **{
            name: as_newer(renamed, OLDER[renamed.older])
            for name, renamed in RENAMED.items()
            if renamed.older in OLDER
        },
        **v2_queries.ENDPOINTS,
        **v2_calls.ENDPOINTS,
    },
}
DOWNLOADS: dict[Naming, dict[str, Download]] = {
    Naming.OLD: OLDER_DOWNLOADS,
    Naming.NEW: {
        name: download_as_newer(renamed, OLDER_DOWNLOADS[renamed.older])
        for name, renamed in RENAMED.items()
        if renamed.older in OLDER_DOWNLOADS
    },
}
