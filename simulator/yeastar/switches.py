"""Values of settings as the wire writes them."""

from .errors import ApiError


def switch(on: bool) -> str:
    """Return the word for on or off."""
    return "on" if on else "off"


def switched(value: str, errno: str) -> bool:
    """Return what a word for on or off means."""
    if value not in ("on", "off"):
        raise ApiError(errno)
    return value == "on"


def number_between(value: str, least: int, most: int, errno: str) -> int:
    """Return a number within bounds."""
    if not value.isdecimal() or len(value) > 6 or not least <= int(value) <= most:
        raise ApiError(errno)
    return int(value)


def digits(value: str, most: int, errno: str) -> str:
    """Return a value that consists of not too many digits, or of none."""
    if len(value) > most or not (value.isdecimal() or not value):
        raise ApiError(errno)
    return value


def text(value: str, most: int, errno: str, least: int = 0) -> str:
    """Return a value that is neither too short nor too long."""
    if not least <= len(value) <= most:
        raise ApiError(errno)
    return value
