"""Settings that are saved, and take effect at once or with the call that applies all of them."""

from .box import Ask, Box
from .endpoint import Answer, Endpoint
from .errors import ApiError

TOO_OFTEN = "10025"
# No document says how often is too often.
PAUSE_SECONDS = 30.0


def apply(box: Box, _: Ask) -> Answer:
    """Let everything take effect that was changed; it disturbs calls, so not too often."""
    now = box.clock.now()
    if box.applied is not None and now - box.applied < PAUSE_SECONDS:
        raise ApiError(TOO_OFTEN)
    box.applied = now
    pending, box.pending = box.pending, []
    for change in pending:
        change()
    return {}


ENDPOINTS: dict[str, Endpoint] = {"apply": apply}
