"""Messages of the PbxApi about notifications in the myApps of a user (14r1)."""

from dataclasses import dataclass, field

from ..codecs import Failure
from .pbx_api import PbxApiMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class AppNotify(PbxApiMessage):
    """Show a notification; without a link, nothing opens when it is clicked."""

    sip: str | None = None
    link: str | None = None
    title: str | None = field(default=None, repr=False)
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppNotifyResult(PbxApiMessage):
    """The notification is on its way, or not."""

    failure: Failure | None = None


MESSAGES = (
    AppNotify,
    AppNotifyResult,
)
