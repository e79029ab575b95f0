"""IVR menus."""

from collections.abc import Callable

from ..office import Menu
from .box import Ask, Box
from .endpoint import Answer, Endpoint
from .errors import ApiError
from .switches import number_between, switch, switched

# The menu's name must contain none of these.
FORBIDDEN = frozenset("!$()/#;,[]\"=<>&'^%@{}`|: ")
FAILED = "10018"


def query(box: Box, ask: Ask) -> Answer:
    """Describe some or all menus."""
    wanted = ask.fields.get("ivrid")
    numbers = box.office.menus if wanted is None else wanted.split(",")
    return {"ivr": [_described(box.office.menu(number.strip())) for number in numbers]}


def _described(menu: Menu) -> dict[str, str]:
    return {
        "ivrnumber": menu.number,
        "ivrname": menu.name,
        "prompt": menu.prompt,
        "promptrepeat": str(menu.prompt_repeat),
        "responsetimeout": str(menu.response_timeout),
        "digittimeout": str(menu.digit_timeout),
        "dialext": switch(menu.dials_extensions),
        "dialoutboundroutes": switch(menu.dials_out),
        "dialtocheckvoicemail": switch(menu.checks_voicemail),
    }


def update(box: Box, ask: Ask) -> Answer:
    """Change a menu, its number included."""
    [number] = ask.need("ivrid")
    menu = box.office.menu(number)
    changes = {
        FIELDS[key][0]: FIELDS[key][1](value) for key, value in ask.fields.items() if key in FIELDS
    }
    moved = ask.fields.get("ivrnumber", number)
    if moved != number and (not moved.isdecimal() or box.office.is_inside(moved)):
        raise ApiError(FAILED)

    def change() -> None:
        for attribute, value in changes.items():
            setattr(menu, attribute, value)
        menu.number = moved
        box.office.menus[moved] = box.office.menus.pop(number)

    box.change(change)
    return {}


def _name(value: str) -> str:
    if not 0 < len(value) <= 31 or FORBIDDEN & set(value):
        raise ApiError(FAILED)
    return value


FIELDS: dict[str, tuple[str, Callable[[str], str | int | bool]]] = {
    "ivrname": ("name", _name),
    "promptrepeat": ("prompt_repeat", lambda x: number_between(x, 1, 5, FAILED)),
    "responsetimeout": ("response_timeout", lambda x: number_between(x, 1, 10, FAILED)),
    "digittimeout": ("digit_timeout", lambda x: number_between(x, 1, 10, FAILED)),
    "dialext": ("dials_extensions", lambda x: switched(x, FAILED)),
    "dialtocheckvoicemail": ("checks_voicemail", lambda x: switched(x, FAILED)),
}

ENDPOINTS: dict[str, Endpoint] = {"ivr/query": query, "ivr/update": update}
