"""innovaphone PBX: presence over its AppWebsocket."""

from ...driver import Field, FieldKind, Vendor
from .driver import InnovaphoneDriver

VENDOR = Vendor(
    key="innovaphone",
    name="innovaphone PBX",
    manufacturer="innovaphone",
    fields=(
        Field(key="host", kind=FieldKind.TEXT),
        Field(key="port", kind=FieldKind.PORT, default=443),
        Field(key="ssl", kind=FieldKind.FLAG, default=True),
        Field(key="app", kind=FieldKind.TEXT, autocomplete="username"),
        Field(key="password", kind=FieldKind.SECRET, autocomplete="current-password"),
    ),
    open=InnovaphoneDriver,
    watches_people=True,
)
