"""Messages of PbxImpersonation: acting as a user."""

from dataclasses import dataclass

from ..codecs import Failure
from .envelope import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class PbxImpersonationMessage(Message):
    """A message about acting as a user."""

    api: str = "PbxImpersonation"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateApi(PbxImpersonationMessage):
    """Ask for a value of `api` that acts as a user; `target` is the API that it acts in."""

    sip: str | None
    target: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateApiResult(PbxImpersonationMessage):
    """The value; without one it is refused."""

    failure: Failure | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteApi(PbxImpersonationMessage):
    """Act as that user no longer."""

    target: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteApiResult(PbxImpersonationMessage):
    """Whether there was such a value."""

    failure: Failure | None = None
    ok: bool = False


MESSAGES = (
    CreateApi,
    CreateApiResult,
    DeleteApi,
    DeleteApiResult,
)
