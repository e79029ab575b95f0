"""What the firmware generations of the S-Series can do."""

from dataclasses import dataclass

from .formats import Format, call_array, doubled_keys


@dataclass(frozen=True, slots=True)
class Firmware:
    """One generation; everything that differs between them stands here."""

    number: str
    versions: frozenset[str]
    """Version segments that are answered; any other is an unknown request."""
    formats: dict[str, Format]
    """Report formats by the login's `version`; any other means doubled keys."""
    serial_in_reports: bool
    free_again: str
    """What a SIP extension reports when its call is over."""


FIRMWARES = {
    "v1.0.1": Firmware(
        "30.5.0.30",
        frozenset({"v1.0.0", "v1.0.1"}),
        {"1.0.0": doubled_keys},
        serial_in_reports=False,
        free_again="Idle",
    ),
    "v1.1.0": Firmware(
        "30.11.0.7",
        frozenset({"v1.0.0", "v1.0.1", "v1.1.0"}),
        {"1.0.0": doubled_keys, "1.0.2": call_array},
        serial_in_reports=True,
        free_again="Registered",
    ),
}
