"""Endpoints that let somebody listen to the call of another."""

from .box import Ask, Box
from .endpoint import Answer, Endpoint

# What the fields for the listener and for the person listened to are called.
FIELDS = {
    "listen": ("listener", "listenedext"),
    "whisper": ("whisperer", "whisperedext"),
    "barge": ("bargein", "bargedext"),
}


def _monitor(mode: str) -> Endpoint:
    def serve(box: Box, ask: Ask) -> Answer:
        listener, target = ask.need(*FIELDS[mode])
        box.office.monitor(listener, target, mode)
        return {}

    return serve


ENDPOINTS: dict[str, Endpoint] = {f"extension/{mode}": _monitor(mode) for mode in FIELDS}
