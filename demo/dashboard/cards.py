"""The cards that the views are made of."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..client import Json
from ..index import Index

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
{% for call in state_attr('ENTITY', 'calls') or [] -%}
{% set icon, words = {
  'dialling': ('dial', 'dials'),
  'ringing': ('ring', 'calls'),
  'in_call': ('in-talk', 'talks to'),
  'on_hold': ('paused', 'is on hold with'),
}[call.state] %}
{% set caller = call.caller_name or call.caller or 'Somebody' %}
{% set callee = call.callee_name or call.callee or '…' %}
{% set line = '<ha-icon icon="mdi:phone-' ~ icon ~ '"></ha-icon>&nbsp; **' ~ caller ~ '** '
  ~ words ~ ' **' ~ callee ~ '**' %}
{% set ns.lines = ns.lines + [line] %}
{%- endfor %}
{{ ns.lines | join('<br>') if ns.lines else 'All phones are quiet.' }}
"""


def sections(title: str, path: str, *columns: Iterator[Json]) -> Json:
    """Return a view whose columns stand side by side."""
    return {
        "type": "sections",
        "title": title,
        "path": path,
        "max_columns": len(columns),
        "sections": [{"type": "grid", "cards": list(cards)} for cards in columns],
    }


def heading(text: str, icon: str, *badges: str) -> Json:
    """Return a heading, with the states of some entities at its end."""
    shown = [{"type": "entity", "entity": entity} for entity in badges]
    return {"type": "heading", "heading": text, "icon": icon, "badges": shown}


def tile(entity: str, name: str, columns: int = 6, **more: Any) -> Json:
    """Return the tile of an entity."""
    size = {"columns": columns}
    return {"type": "tile", "entity": entity, "name": name, "grid_options": size, **more}


def switch(entity: str, name: str) -> Json:
    """Return a tile that can be switched without being opened."""
    features = {"features": [{"type": "toggle"}], "features_position": "inline"}
    return tile(entity, name, 12, color="orange", **features)


def markdown(content: str, rows: int | str = "auto") -> Json:
    """Return text that Home Assistant fills in."""
    size = {"columns": 12, "rows": rows}
    return {"type": "markdown", "content": content, "grid_options": size}


def live_calls(active: str) -> Json:
    """Return a sentence for each call that goes on."""
    return markdown(LIVE_CALLS.replace("ENTITY", active), 2)


def logbook(entity: str, rows: int = 4) -> Json:
    """Return what the log book says of an entity."""
    size = {"columns": 12, "rows": rows}
    target = {"entity_id": [entity]}
    return {"type": "logbook", "target": target, "hours_to_show": 1, "grid_options": size}


def press(entity: str, name: str) -> Json:
    """Return a card that presses a button."""
    return _button(name, "button.press", entity, {}) | {"entity": entity}


def press_helper(entity: str, name: str) -> Json:
    """Return a card that presses a helper, for an automation to do the rest."""
    return _button(name, "input_button.press", entity, {}) | {"entity": entity}


def action(name: str, icon: str, action: str, target: str | None = None, **data: Any) -> Json:
    """Return a card that performs one of our actions, or another that is named in full."""
    full = action if "." in action else f"pbx.{action}"
    return _button(name, full, target, data) | {"icon": icon}


def _button(name: str, action: str, target: str | None, data: Mapping[str, Any]) -> Json:
    tap: Json = {"action": "perform-action", "perform_action": action, "data": dict(data)}
    if target is not None:
        tap["target"] = {"entity_id": target}
    size = {"columns": 3, "rows": 2}
    return {"type": "button", "name": name, "tap_action": tap, "grid_options": size}


def colored(card: Json, colors: Mapping[str, str], otherwise: str = "grey") -> Iterator[Json]:
    """Yield a tile in each color, of which one is seen at a time."""
    for state, color in colors.items():
        yield card | {"color": color, "visibility": [_is(card["entity"], state=state)]}
    unlike = _is(card["entity"], state_not=list(colors))
    yield card | {"color": otherwise, "visibility": [unlike]}


def lines(pbx: Index) -> Iterator[Json]:
    """Yield the lines to the outside."""
    yield heading("Lines", "mdi:lan")
    for device in pbx.devices("binary_sensor", "problem"):
        status = pbx.find(device, "sensor", "status")
        card = tile(status, device.removeprefix("Trunk "), 4, vertical=True)
        yield from colored(card, TRUNK_COLORS, otherwise="red")


def _is(entity: str, **condition: Any) -> Json:
    return {"condition": "state", "entity": entity, **condition}


def first(name: str) -> str:
    """Return a person's given name."""
    return name.partition(" ")[0]
