"""The view of the PBX itself: its link, its lines, its calls, what it tells, text messages."""

from collections.abc import Iterator

from ..automation import ALARM
from ..client import Json
from ..index import Index
from .cards import action, heading, lines, logbook, markdown, sections, switch, tile

MISSED = """\
{% set calls = state_attr('ENTITY', 'calls') or [] %}
{% if calls -%}
| When | Who called |
| --- | --- |
{% for call in calls -%}
| {{ (call.when | as_datetime | as_local).strftime('%H:%M') }} |\
 {{ call.name or call.number_formatted or call.number or 'unknown' }} |
{% endfor %}
{%- else %}Nobody was missed.{% endif %}
"""
LAST = """\
{% set e = 'ENTITY' %}
{% if states(e) in ('unknown', 'unavailable') %}Nobody has called yet.{% else -%}
**{{ states(e) }}** · {{ state_attr(e, 'direction') }} · {{ state_attr(e, 'outcome')
  | replace('_', ' ') }}
{%- endif %}
"""


def view(yeastar: Index, name: str) -> Json:
    """Return the view."""
    return sections("PBX", "pbx", _state(yeastar), _calls(yeastar, name))


def _state(yeastar: Index) -> Iterator[Json]:
    """Yield the link, the lines, and what the PBX tells of itself."""
    system = yeastar.own("event", "system")
    yield heading(yeastar.name, "mdi:server")
    yield tile(yeastar.own("binary_sensor", "link"), "Connection", color="green")
    yield tile(yeastar.own("sensor", "active_calls"), "Active calls", color="red")
    yield from lines(yeastar)
    yield heading("What it tells of itself", "mdi:bullhorn")
    yield tile(system, "System", 12, state_content=["event_type", "last_changed"])
    yield logbook(system)


def _calls(yeastar: Index, name: str) -> Iterator[Json]:
    """Yield missed calls, and what else can be sent."""
    missed, last = (yeastar.own("sensor", key) for key in ("missed_calls", "last_call"))
    yield heading("Missed calls", "mdi:phone-missed", missed)
    yield markdown(MISSED.replace("ENTITY", missed))
    yield heading("Last call", "mdi:phone-log")
    yield markdown(LAST.replace("ENTITY", last))
    yield heading("Alarm", "mdi:water-alert")
    yield switch(ALARM, "Water in the cellar")
    yield heading("Try it", "mdi:gesture-tap")
    phone = yeastar.find(name, "sensor", "status")
    for trunk in yeastar.devices("notify", "sms").values():
        message = {"number": "+4917139200031", "message": "The server room is too warm."}
        yield action("Send a text message", "mdi:message-text", "send_sms", trunk, **message)
    both = {"first_number": "+4917139200031", "second_number": "+493023125014"}
    link = yeastar.own("binary_sensor", "link")
    join = {**both, "extension": "1000"}
    yield action("Join two outside", "mdi:phone-sync", "call_back", link, **join)
    group = {"ring_group": "6200"}
    yield action("Into hotline", "mdi:account-group", "dial_into_ring_group", phone, **group)
    seen = "acknowledge_missed_calls"
    yield action("Missed calls seen", "mdi:check-all", seen, link)
