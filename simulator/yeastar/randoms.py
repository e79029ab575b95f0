"""Single-use secrets that open a download for half a minute."""

from dataclasses import dataclass
import ipaddress
import secrets
from weakref import WeakKeyDictionary

from .box import Ask, Box
from .errors import ApiError

SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Random:
    """What one secret opens, and until when."""

    fields: dict[str, str]
    expires: float


_ISSUED: WeakKeyDictionary[Box, dict[str, Random]] = WeakKeyDictionary()


def issue(box: Box, ask: Ask, *names: str) -> dict[str, str]:
    """Return the fields of a request again, with a secret that opens just what they name."""
    if (allowed := ask.fields.get("allowedip")) is not None:
        try:
            ipaddress.ip_address(allowed)
        except ValueError:
            raise ApiError("20015") from None
    fields = {name: ask.fields[name] for name in names}
    random = secrets.token_hex(16)
    issued = _ISSUED.setdefault(box, {})
    for old in [x for x, each in issued.items() if each.expires <= box.clock.now()]:
        del issued[old]
    issued[random] = Random(fields, box.clock.now() + SECONDS)
    return fields | {"random": random}


def redeem(box: Box, ask: Ask, errno: str, *names: str) -> None:
    """Refuse a secret that is unknown, used, too old or for something else."""
    issued = _ISSUED.get(box, {}).pop(ask.fields.get("random", ""), None)
    wanted = {name: ask.fields.get(name, "") for name in names}
    if issued is None or issued.expires <= box.clock.now() or issued.fields != wanted:
        raise ApiError(errno)
