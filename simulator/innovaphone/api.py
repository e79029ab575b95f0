"""What an API of a connection is made of."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from ..office import Office, OfficeEvent

if TYPE_CHECKING:
    from .connection import Connection
    from .profiles import ProfileChanged

type Message = dict[str, Any]
type Operation = Callable[[Any, Message], None]


class Api:
    """One API on one connection; what it knows dies with that."""

    operations: ClassVar[dict[str, Operation]]

    def __init__(self, connection: Connection, name: str) -> None:
        self.connection = connection
        self.name = name

    @property
    def office(self) -> Office:
        """Return the office behind the PBX."""
        return self.connection.pbx.office

    def receive(self, message: Message) -> None:
        """Execute a request; an unknown one meets silence."""
        if operation := self.operations.get(str(message.get("mt"))):
            operation(self, message)

    def result(self, message: Message, **fields: Any) -> None:
        """Answer a request with its own `src`, if it had one."""
        self.indicate(f"{message['mt']}Result", message.get("src"), **fields)

    def indicate(self, mt: str, src: Any, **fields: Any) -> None:
        """Send a message of this API."""
        tag = {} if src is None else {"src": src}
        self.connection.send({"api": self.name, "mt": mt, **tag, **fields})

    def happened(self, event: OfficeEvent) -> None:
        """React to what happened in the office."""

    def profile_changed(self, change: ProfileChanged) -> None:
        """React to favourites of a user that came or went."""

    def moved(self, login: str) -> None:
        """React to somebody who lives on another PBX now."""

    def visibility_changed(self) -> None:
        """React to an administrator who changed who may see whom."""
