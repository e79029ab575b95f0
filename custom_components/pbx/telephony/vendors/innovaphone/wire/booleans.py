"""Messages of the PbxAdminApi about Boolean objects: night, holidays, whatever calls go by.

Of all that this API can do, only this reading is used here.
"""

from dataclasses import dataclass

from ..codecs import Failure
from ..codecs_platform import Boolean
from .envelope import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class BooleansMessage(Message):
    """A message of the administration."""

    api: str = "PbxAdminApi"


@dataclass(frozen=True, slots=True, kw_only=True)
class GetBooleans(BooleansMessage):
    """Ask for all Boolean objects, or for those behind the ones that were told."""

    more: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetBooleansResult(BooleansMessage):
    """Boolean objects; with `more`, there are others."""

    failure: Failure | None = None
    booleans: tuple[Boolean, ...] | None = None
    more: str | None = None


MESSAGES = (
    GetBooleans,
    GetBooleansResult,
)
