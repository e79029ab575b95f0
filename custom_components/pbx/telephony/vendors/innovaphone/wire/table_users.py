"""Messages of the user table."""

from dataclasses import dataclass

from ..codecs import Failure, Row
from .envelope import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class PbxTableUsersMessage(Message):
    """A message of the user table."""

    api: str = "PbxTableUsers"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicateStart(PbxTableUsersMessage):
    """Ask for a copy of these columns, of objects of these types."""

    columns: tuple[str, ...]
    pseudo: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicateStartResult(PbxTableUsersMessage):
    """The copy can be fetched, or not."""

    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicateNext(PbxTableUsersMessage):
    """Ask for the next row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicateNextResult(PbxTableUsersMessage):
    """The next row; none behind the last."""

    failure: Failure | None = None
    row: Row | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicateAdd(PbxTableUsersMessage):
    """A row came."""

    row: Row | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicateUpdate(PbxTableUsersMessage):
    """A row changed, which may not have been told yet."""

    row: Row | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicateDel(PbxTableUsersMessage):
    """A row is gone; only its `guid` is sure."""

    row: Row | None = None


MESSAGES = (
    ReplicateStart,
    ReplicateStartResult,
    ReplicateNext,
    ReplicateNextResult,
    ReplicateAdd,
    ReplicateUpdate,
    ReplicateDel,
)
