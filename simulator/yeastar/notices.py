"""Reports that are about no call; all formats agree on them but for a word."""

from collections.abc import Iterator

from ..office import OfficeEvent
from ..office.events import (
    LineChanged,
    MessageSent,
    PersonAdded,
    PersonChanged,
    PersonRemoved,
    PoweredOn,
    TrunkAdded,
    TrunkRemoved,
)
from .box import Box
from .formats import Report, Style
from .words import reported_status

# The older spelling stands in all formats but one.
SENT = {Style.EVENTS: "Success"}


def notices(box: Box, event: OfficeEvent, style: Style) -> Iterator[Report]:
    """Yield what the PBX says about a line, a message, a start or its configuration."""
    match event:
        case LineChanged(person, status):
            if word := reported_status(person, status, box.firmware):
                yield Report("ExtensionStatus", {"extension": person.number, "status": word})
        case PoweredOn():
            yield Report("BootUp")
        case MessageSent(smsid, ok):
            word = SENT.get(style, "Succeed") if ok else "Failed"
            yield Report("sms-send", {"smsid": smsid, "status": word})
        case PersonAdded(person):
            yield _changed("extension", "extid", person.number, "add")
        case PersonChanged(person):
            yield _changed("extension", "extid", person.number, "update")
        case PersonRemoved(person):
            yield _changed("extension", "extid", person.number, "del")
        case TrunkAdded(trunk):
            yield _changed("trunk", "trunkname", trunk.name, "add")
        case TrunkRemoved(trunk):
            yield _changed("trunk", "trunkname", trunk.name, "del")


def _changed(kind: str, key: str, name: str, operation: str) -> Report:
    return Report("ConfigChange", {"type": kind, key: name, "operation": operation})
