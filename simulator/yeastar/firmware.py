"""What the firmware generations of the S-Series, and one that copies them, can do."""

from dataclasses import dataclass
from enum import Enum, auto

from .formats import Style


class Naming(Enum):
    """Which names of endpoints and fields a path version speaks."""

    OLD = auto()
    NEW = auto()


@dataclass(frozen=True, slots=True)
class Firmware:
    """One generation; everything that differs between them stands here."""

    number: str
    device: str
    serial: str
    versions: dict[str, Naming]
    """Version segments that are answered; any other is an unknown request."""
    styles: dict[str, Style]
    """Report formats by the login's `version`."""
    style: Style
    """The report format of any other `version`, or of none."""
    absent: frozenset[str] = frozenset()
    """Old endpoint names that this generation does not know yet."""
    serial_in_reports: bool = True
    free_again: str = "Registered"
    """What a SIP extension reports when its call is over."""
    in_use: str = "Busy"
    """What an extension in a call reports."""
    outbound_step: int = 1
    """How far the id of the trunk's leg of an outbound call is from the call's."""
    farewell_step: int = 0
    """How far the id in the second `BYE` is from the call's."""
    caller_first: frozenset[str] = frozenset()
    """Reports of the called party that name the caller first nevertheless."""
    ivr_prompts: bool = True
    """Whether the end of a menu's prompt is reported."""
    request_target: bool = True
    """Whether the request line of a report names a path."""
    lone_objects: bool = False
    """Answer a question about one thing with an object where an array is documented."""


V1_0_6 = {"hotel/checkout", "inbound/transfer_number", "outbound/transfer_number"}
V1_1_0 = {
    "calltransfer",
    "cdr/get_random",
    "cdr/download",
    "queue/add_dynamicagent",
    "queue/del_dynamicagent",
    "queue/pause_agent",
    "queue/unpause_agent",
    "queuestatus/query",
    "voicemail/get_random",
    "voicemail/download",
    *(
        f"{kind}/{action}"
        for kind in ("siptrunk", "inroute", "outroute", "paginggroup")
        for action in ("query", "list", "add", "update", "delete")
    ),
}
OLD_PATHS = {"v1.0.0": Naming.OLD, "v1.0.1": Naming.OLD, "v1.1.0": Naming.OLD}

FIRMWARES = {
    "v1.0.1": Firmware(
        "30.5.0.30",
        "Yeastar S100",
        "364064835218",
        {"v1.0.0": Naming.OLD, "v1.0.1": Naming.OLD},
        {},
        Style.DOUBLED,
        absent=frozenset(V1_0_6 | V1_1_0),
        serial_in_reports=False,
        free_again="Idle",
        ivr_prompts=False,
    ),
    "v1.1.0": Firmware(
        "30.11.0.7",
        "Yeastar S100",
        "364064835218",
        OLD_PATHS,
        {"1.0.2": Style.ARRAY},
        Style.DOUBLED,
    ),
    "v2.0.0": Firmware(
        "30.13.0.45",
        "Yeastar S100",
        "364064835218",
        OLD_PATHS | {"v2.0.0": Naming.NEW},
        {"1.0.2": Style.ARRAY, "2.0.0": Style.EVENTS},
        Style.DOUBLED,
    ),
    "v0.0.1": Firmware(
        "1.1.8",
        "OpenVox UC300",
        "b17260114433",
        {"v0.0.1": Naming.OLD},
        {},
        Style.CLONE,
        in_use="InUse",
        outbound_step=0,
        farewell_step=2,
        caller_first=frozenset({"ANSWER"}),
        request_target=False,
        lone_objects=True,
    ),
}
