"""innovaphone PBX: presence over its AppWebsocket."""

from ...driver import ANSWER, DIAL, DIRECTION, Field, FieldKind, Vendor
from .dialing import DEFAULT_MODULE
from .driver import InnovaphoneDriver
from .recognition import RECOGNITION

VENDOR = Vendor(
    key="innovaphone",
    name="innovaphone PBX",
    manufacturer="innovaphone",
    fields=(
        Field(key="host", kind=FieldKind.TEXT, is_optional=True),
        Field(key="port", kind=FieldKind.PORT, default=443),
        Field(key="ssl", kind=FieldKind.FLAG, default=True),
        Field(key="app", kind=FieldKind.TEXT, autocomplete="username"),
        Field(key="password", kind=FieldKind.SECRET, autocomplete="current-password"),
        Field(key="module", kind=FieldKind.TEXT, default=DEFAULT_MODULE),
        Field(key=DIRECTION, kind=FieldKind.CHOICE, default=DIAL, choices=(DIAL, ANSWER)),
    ),
    open=InnovaphoneDriver,
    recognition=RECOGNITION,
    watches_people=True,
    options=(
        Field(key="favourites_of", kind=FieldKind.PEOPLE),
        Field(key="rcc_mode", kind=FieldKind.CHOICE, default="access", choices=("access", "group")),
        Field(key="all_calls", kind=FieldKind.FLAG, default=False),
        Field(key="hardware_id", kind=FieldKind.TEXT, is_optional=True),
    ),
    accepts_sockets=True,
)
