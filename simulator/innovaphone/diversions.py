"""The part of PbxApi about diversions and notifications, both since 14r1."""

from typing import TYPE_CHECKING, Any, Final

from ..office import Forwarding, Person, Target
from .api import Message, Operation

if TYPE_CHECKING:
    from .pbx_api import PbxApi

_FIELDS: Final = {
    "cfu": "forward_always",
    "cfb": "forward_busy",
    "cfnr": "forward_no_answer",
}


def _get_diversion(api: PbxApi, message: Message) -> None:
    """Say where the calls of a person go, if the person has sent them anywhere."""
    person, name = _person(api, message), _FIELDS.get(str(message.get("type")))
    if person is None or name is None:
        api.result(message, error="not found")
        return
    forwarding: Forwarding = getattr(person, name)
    # A mailbox is nobody's own choice here.
    where = {Target.EXTENSION: forwarding.extension, Target.CUSTOM: forwarding.number}
    number = where.get(forwarding.target, "") if forwarding.on else ""
    api.result(message, **({"num": number} if number else {}))


def _add_diversion(api: PbxApi, message: Message) -> None:
    """Send the calls of a person elsewhere."""
    number = str(message.get("ep-num") or "")
    if sip := str(message.get("ep-sip") or ""):
        found = api.office.find(login=sip)
        number = found.number if found else ""
    inside = number in api.office.people
    forwarding = Forwarding(
        on=True,
        target=Target.EXTENSION if inside else Target.CUSTOM,
        extension=number if inside else "",
        number="" if inside else number,
    )
    _set(api, message, forwarding if number else None)


def _del_diversion(api: PbxApi, message: Message) -> None:
    """Let the calls of a person come again."""
    _set(api, message, Forwarding())


def _set(api: PbxApi, message: Message, forwarding: Forwarding | None) -> None:
    person, name = _person(api, message), _FIELDS.get(str(message.get("type")))
    ok = person is not None and name is not None and forwarding is not None
    api.result(message, ok=ok)
    if person is not None and name is not None and forwarding is not None:
        api.office.configure(person.number, **{name: forwarding})


def _notify(api: PbxApi, message: Message) -> None:
    """Show a notification in a person's myApps."""
    person = _person(api, message)
    if person is None:
        api.result(message, error="not found")
        return
    api.result(message)
    api.connection.pbx.platform.notifications.append(
        (person.login, str(message.get("title") or ""), str(message.get("text") or ""))
    )


def _person(api: PbxApi, message: Message) -> Person | None:
    login, guid = str(message.get("sip") or ""), str(message.get("guid") or "")
    return api.office.find(login=login, guid=guid) if login or guid else None


def _since_14r1(operation: Operation) -> Operation:
    """Let an operation meet silence on an older PBX."""

    def perform(api: Any, message: Message) -> None:
        if api.connection.pbx.platform.knows_diversions:
            operation(api, message)

    return perform


OPERATIONS: Final[dict[str, Operation]] = {
    "GetDiversion": _since_14r1(_get_diversion),
    "AddDiversion": _since_14r1(_add_diversion),
    "DelDiversion": _since_14r1(_del_diversion),
    "AppNotify": _since_14r1(_notify),
}
