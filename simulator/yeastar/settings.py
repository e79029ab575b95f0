"""Changing the settings of extensions, and of what else an administrator sets up."""

from collections.abc import Callable
from dataclasses import replace
import re

from ..office import Forwarding, MonitorMode, Person, Target
from . import config
from .box import Ask, Box
from .endpoint import Answer, Endpoint
from .errors import ApiError
from .switches import digits, number_between, switched, text

FAILED = "10017"
RING_SECONDS = {"15", "30", "60", "120", "300"}
DURATIONS = {"Follow System", "Unlimited", "60", "300", "600", "900", "1800", "3600", "6000"}
# The switch of each forwarding, the letter that its fields begin with, and its attribute.
FORWARDINGS = (
    ("alwaysforward", "a", "forward_always"),
    ("noanswerforward", "n", "forward_no_answer"),
    ("busyforward", "b", "forward_busy"),
)
SECRET = re.compile(r"(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[^;&\"'\\<>`| ]{1,31}")


def update(box: Box, ask: Ask) -> Answer:
    """Change settings of a person."""
    [number] = ask.need("extid")
    person = box.office.person(number)
    if ask.fields.get("extnumber", number) != number:
        # People here keep their numbers.
        raise ApiError(FAILED)
    changes = {
        FIELDS[key][0]: FIELDS[key][1](value) for key, value in ask.fields.items() if key in FIELDS
    }
    # Seen on the real box: together with a forwarding these two have no effect.
    if forwardings := _changed_forwardings(box, person, ask.fields):
        changes.pop("ring_timeout", None)
        changes.pop("max_duration", None)
    box.change(lambda: box.office.configure(number, **changes, **forwardings))
    return {}


def _changed_forwardings(box: Box, person: Person, given: dict[str, str]) -> dict[str, Forwarding]:
    """Read forwardings; without its switch, a forwarding stays as it was."""
    found = {}
    for key, letter, attribute in FORWARDINGS:
        if key not in given:
            continue
        before: Forwarding = getattr(person, attribute)
        stem = f"{letter}transfer"
        how = replace(
            before,
            on=switched(given[key], FAILED),
            target=_target(given.get(f"{stem}to", before.target)),
            extension=given.get(f"{stem}ext", before.extension),
            number=digits(given.get(f"{stem}num", before.number), 15, FAILED),
            prefix=digits(given.get(f"{stem}prefix", before.prefix), 15, FAILED),
        )
        missing = how.target is Target.CUSTOM and not how.number
        if how.target is Target.EXTENSION and how.extension not in box.office.people:
            missing = True
        if how.on and missing:
            raise ApiError(FAILED)
        found[attribute] = how
    return found


def _target(value: str) -> Target:
    try:
        return Target(value)
    except ValueError:
        raise ApiError(FAILED) from None


def _secret(value: str) -> str:
    if not SECRET.fullmatch(value):
        raise ApiError(FAILED)
    return value


def _mode(value: str) -> MonitorMode:
    try:
        return MonitorMode(value)
    except ValueError:
        raise ApiError(FAILED) from None


def _one_of(values: set[str]) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in values:
            raise ApiError(FAILED)
        return value

    return check


def _ring_seconds(value: str) -> int:
    return int(_one_of(RING_SECONDS)(value))


type Read = Callable[[str], str | int | bool | MonitorMode]

FIELDS: dict[str, tuple[str, Read]] = {
    "username": ("name", lambda x: text(x, 31, FAILED)),
    "callerid": ("caller_id", lambda x: text(x, 31, FAILED)),
    "registername": ("register_name", lambda x: text(x, 31, FAILED, least=1)),
    "registerpassword": ("register_password", _secret),
    "maxregistrations": ("max_registrations", lambda x: number_between(x, 1, 5, FAILED)),
    "loginpassword": ("login_password", lambda x: text(x, 63, FAILED, least=6)),
    "email": ("email", lambda x: text(x, 128, FAILED)),
    "mobile": ("mobile", lambda x: digits(x, 31, FAILED)),
    "hasvoicemail": ("voicemail", lambda x: switched(x, FAILED)),
    "enablevmtoemail": ("voicemail_to_email", lambda x: switched(x, FAILED)),
    "vmsecret": ("voicemail_pin", lambda x: digits(x, 63, FAILED)),
    "ringsimultaneous": ("ring_mobile", lambda x: switched(x, FAILED)),
    "mobileprefix": ("mobile_prefix", lambda x: digits(x, 7, FAILED)),
    "enablemobile": ("mobile_enabled", lambda x: switched(x, FAILED)),
    "allowbeingmonitored": ("allow_monitoring", lambda x: switched(x, FAILED)),
    "monitormode": ("monitor_mode", _mode),
    "ringtimeout": ("ring_timeout", _ring_seconds),
    "maxduration": ("max_duration", _one_of(DURATIONS)),
    "dnd": ("do_not_disturb", lambda x: switched(x, FAILED)),
    "callrestriction": ("may_dial_out", lambda x: not switched(x, FAILED)),
    "agentid": ("agent_id", lambda x: text(x, 31, FAILED)),
}

ENDPOINTS: dict[str, Endpoint] = {"extension/update": update, **config.ENDPOINTS}
