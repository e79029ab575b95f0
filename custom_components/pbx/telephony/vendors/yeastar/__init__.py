"""Yeastar S-Series: an HTTP API with a token, and reports that the PBX posts to us."""

from ...driver import Driver, Field, FieldKind, Ports, Settings, Vendor
from .dialect import AUTO, CHOICES
from .driver import YeastarDriver
from .logins import Logins
from .recognition import RECOGNITION

# "Redirect from port 80" is on by default, and the API stands beside the web pages on 8088.
DEFAULT_PORT = 8088


class _Opener:
    """Opens drivers, and keeps what they must know of each other."""

    def __init__(self) -> None:
        """Begin with no login."""
        self._logins = Logins()

    def __call__(self, settings: Settings, ports: Ports) -> Driver:
        """Open a driver."""
        return YeastarDriver(settings, ports, logins=self._logins)


VENDOR = Vendor(
    key="yeastar",
    name="Yeastar S-Series",
    manufacturer="Yeastar",
    fields=(
        Field(key="host", kind=FieldKind.TEXT),
        Field(key="port", kind=FieldKind.PORT, default=DEFAULT_PORT),
        Field(key="ssl", kind=FieldKind.FLAG, default=True),
        Field(key="username", kind=FieldKind.TEXT, autocomplete="username"),
        Field(key="password", kind=FieldKind.SECRET, autocomplete="current-password"),
        Field(
            key="api_version",
            kind=FieldKind.CHOICE,
            default=AUTO,
            choices=CHOICES,
        ),
    ),
    open=_Opener(),
    recognition=RECOGNITION,
    posts_reports=True,
    streams_reports=True,
)
