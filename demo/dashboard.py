"""The dashboard: core cards only, so that anybody can copy it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .automation import CALL_LOG
from .client import HomeClient, Json, Socket

URL_PATH = "office-phones"
LINES = ("SIP-Amt", "ISDN-Büro", "GSM2-7")

# Tiles know no colors for words, so each color is a tile of its own that shows itself in time.
PHONE_COLORS = {
    "ringing": "amber",
    "in_call": "red",
    "on_hold": "purple",
    "offline": "disabled",
    "fault": "deep-orange",
}
PRESENCE_COLORS = {
    "available": "green",
    "away": "amber",
    "busy": "red",
    "do_not_disturb": "deep-purple",
    "on_the_phone": "blue",
}
TRUNK_COLORS = {"up": "green", "busy": "blue"}

LIVE_CALLS = """\
{% set ns = namespace(lines=[]) %}
{% for phone in PHONES -%}
{% set status = states(phone) %}
{% if status in ('ringing', 'in_call', 'on_hold') -%}
{% set peer = state_attr(phone, 'peer_name') or state_attr(phone, 'peer_number') or '…' %}
{% set icon, words = {
  'ringing': ('ring', 'is called by'),
  'in_call': ('in-talk', 'is on the phone with'),
  'on_hold': ('paused', 'holds the line for'),
}[status] %}
{% set who = '**' ~ device_name(phone) ~ '** ' ~ words ~ ' ' ~ peer %}
{% set line = '<ha-icon icon="mdi:phone-' ~ icon ~ '"></ha-icon>&nbsp; ' ~ who %}
{% set ns.lines = ns.lines + [line] %}
{%- endif %}
{%- endfor %}
{{ ns.lines | join('<br>') if ns.lines else 'All phones are quiet.' }}
"""


@dataclass(frozen=True, slots=True)
class Index:
    """Entity ids by device, platform and kind, as Home Assistant has named them."""

    ids: Mapping[tuple[str, str, str], str]

    @classmethod
    async def load(cls, socket: Socket) -> Index:
        """Ask for both registries."""
        devices = await socket.call("config/device_registry/list")
        names = {device["id"]: device["name"] for device in devices}
        return cls(
            {
                (
                    names[entity["device_id"]],
                    entity["entity_id"].partition(".")[0],
                    entity["translation_key"] or "",
                ): entity["entity_id"]
                for entity in await socket.call("config/entity_registry/list")
                if entity["platform"] == "pbx" and entity["device_id"]
            }
        )

    def find(self, device: str, platform: str, key: str) -> str:
        """Return an entity id."""
        return self.ids[device, platform, key]


async def make_dashboard(home: HomeClient, names: Sequence[str]) -> None:
    """Save the dashboard and let everybody start with it."""
    async with home.socket() as socket:
        index = await Index.load(socket)
        boards = await socket.call("lovelace/dashboards/list")
        if all(board["url_path"] != URL_PATH for board in boards):
            await socket.call(
                "lovelace/dashboards/create",
                url_path=URL_PATH,
                title="Office phones",
                icon="mdi:phone-classic",
            )
        config = {"title": "Office phones", "views": [view(index, names)]}
        await socket.call("lovelace/config/save", url_path=URL_PATH, config=config)
        core = {"default_panel": URL_PATH}
        await socket.call("frontend/set_system_data", key="core", value=core)


def view(index: Index, names: Sequence[str]) -> Json:
    """Return the one view."""
    links = {device for device, _, key in index.ids if key == "link"}
    pbxs = sorted(links, key=str.casefold, reverse=True)
    return {
        "type": "sections",
        "title": "Office phones",
        "icon": "mdi:phone-classic",
        "max_columns": 2,
        "badges": [
            {
                "type": "entity",
                "entity": index.find(pbx, "binary_sensor", "link"),
                "name": pbx,
                "show_name": True,
                "color": "green",
            }
            for pbx in pbxs
        ],
        "sections": [
            {"type": "grid", "cards": list(_people(index, names))},
            {"type": "grid", "cards": list(_side(index, names))},
        ],
    }


def _people(index: Index, names: Sequence[str]) -> Iterator[Json]:
    """Yield a row for everybody, the phone and what they say about themselves, and the lines."""
    yield _heading("People", "mdi:account-group")
    for name in names:
        phone = index.find(name, "sensor", "status")
        content = ["state", "peer_name", "peer_number"]
        tile: Json = {"entity": phone, "name": name, "state_content": content}
        yield from _colored(tile, PHONE_COLORS, columns=6)
        presence = index.find(name, "sensor", "presence")
        tile = {"entity": presence, "name": "Presence", "state_content": ["state", "note"]}
        yield from _colored(tile, PRESENCE_COLORS, columns=6)
    yield _heading("Lines", "mdi:lan")
    for line in LINES:
        tile = {
            "entity": index.find(f"Trunk {line}", "sensor", "status"),
            "name": line,
            "vertical": True,
        }
        yield from _colored(tile, TRUNK_COLORS, columns=4, otherwise="red")


def _side(index: Index, names: Sequence[str]) -> Iterator[Json]:
    """Yield what goes on, what can be tried, and the log."""
    phones = [index.find(name, "sensor", "status") for name in names]
    yield _heading("Right now", "mdi:phone-in-talk")
    yield {
        "type": "markdown",
        "content": LIVE_CALLS.replace("PHONES", repr(phones)),
        "grid_options": {"columns": 12, "rows": 2},
    }
    yield _heading("Try it", "mdi:gesture-tap")
    yield from _buttons(index, names)
    yield _heading("Call log", "mdi:phone-log")
    yield {
        "type": "logbook",
        "target": {"entity_id": [CALL_LOG]},
        "hours_to_show": 1,
        "grid_options": {"columns": 12, "rows": 5},
    }


def _buttons(index: Index, names: Sequence[str]) -> Iterator[Json]:
    anna, tom, lena = names[:3]
    phone = index.find(anna, "sensor", "status")
    presence = index.find(lena, "sensor", "presence")
    yield _button(
        f"{_first(anna)} calls {_first(tom)}", "mdi:phone-outgoing", "dial", phone, number="1001"
    )
    yield _button(f"Hang up {_first(anna)}'s call", "mdi:phone-hangup", "hang_up", phone)
    lunch = {"activity": "away", "note": "Lunch"}
    yield _button(f"{_first(lena)} is at lunch", "mdi:food", "set_presence", presence, **lunch)
    back = {"activity": "available", "note": ""}
    yield _button(f"{_first(lena)} is back", "mdi:account-check", "set_presence", presence, **back)


def _button(name: str, icon: str, action: str, target: str, **data: str) -> Json:
    return {
        "type": "button",
        "name": name,
        "icon": icon,
        "tap_action": {
            "action": "perform-action",
            "perform_action": f"pbx.{action}",
            "target": {"entity_id": target},
            "data": data,
        },
        "grid_options": {"columns": 3, "rows": 2},
    }


def _heading(text: str, icon: str) -> Json:
    return {"type": "heading", "heading": text, "icon": icon}


def _colored(
    tile: Json, colors: Mapping[str, str], columns: int, otherwise: str = "grey"
) -> Iterator[Json]:
    """Yield a tile in each color, of which one is seen at a time."""
    common = {"type": "tile", **tile, "grid_options": {"columns": columns}}
    for state, color in colors.items():
        yield common | {"color": color, "visibility": [_is(tile["entity"], state=state)]}
    yield common | {"color": otherwise, "visibility": [_is(tile["entity"], state_not=list(colors))]}


def _is(entity: str, **condition: Any) -> Json:
    return {"condition": "state", "entity": entity, **condition}


def _first(name: str) -> str:
    return name.partition(" ")[0]
