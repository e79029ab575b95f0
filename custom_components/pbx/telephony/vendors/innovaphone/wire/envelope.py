"""What every message has."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What every message has: the API it belongs to and the tag that ties an answer to its request.

    `api` is empty for messages of the AppWebsocket itself, and may carry a number behind a dot when
    it acts for a user ("PbxApi.0").
    """

    api: str = ""
    src: str | None = None


class Message(Envelope):
    """A message that is understood."""

    __slots__ = ()

    @property
    def mt(self) -> str:
        """Give the message type, as it is on the wire."""
        return type(self).__name__

    @property
    def answer(self) -> str:
        """Give the type of the message that answers this one."""
        return f"{self.mt}Result"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Envelope):
    """A message that we have no use for."""

    mt: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A message that cannot be used, and why, in our words."""

    why: str
    mt: str = ""
