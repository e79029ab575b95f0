"""PbxImpersonation: values of `api` that act as users; and the calls they have elsewhere."""

from itertools import count
from typing import Any

from .api import Api, Message
from .pbx_api import PbxApi


class PbxImpersonation(Api):
    """The values that one connection has created."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._numbers = count()

    def create(self, message: Message) -> None:
        """Act as a user; for an unknown one, or in another API, there is no value."""
        person = self.office.find(login=str(message.get("sip") or "?"))
        if person is None or message.get("target") != "PbxApi":
            self.result(message)
            return
        name = f"PbxApi.{next(self._numbers)}"
        self.connection.apis[name] = PbxApi(self.connection, name, person.login)
        self.result(message, target=name)

    def delete(self, message: Message) -> None:
        """Act as that user no longer."""
        name = str(message.get("target"))
        existed = "." in name and self.connection.apis.pop(name, None) is not None
        self.result(message, **({"ok": True} if existed else {}))

    operations = {  # noqa: RUF012
        "CreateApi": create,
        "DeleteApi": delete,
    }
