"""The view of the queue: who waits, who serves, and how callers rate it."""

from collections.abc import Iterator, Sequence

from ..client import Json
from ..index import Index
from .cards import action, first, heading, logbook, markdown, sections, tile

AGENTS = """\
{% set icons = {
  'idle': 'check-circle-outline', 'ringing': 'phone-ring', 'in_call': 'phone-in-talk',
  'on_hold': 'phone-paused', 'paused': 'coffee', 'offline': 'phone-off',
} -%}
{% for agent in state_attr('ENTITY', 'agents') or [] -%}
<ha-icon icon="mdi:{{ icons.get(agent.status, 'timer-sand') }}"></ha-icon>&nbsp;\
 **{{ agent.name or agent.extension }}** · {{ agent.status | replace('_', ' ') }}<br>
{%- endfor %}
"""
NUMBER = "6400"
# Numbers that the German regulator keeps free for films.
CUSTOMER = "+494066969137"


def views(yeastar: Index, names: Sequence[str]) -> Iterator[Json]:
    """Yield the view, if this PBX tells of its queues."""
    for device, waiting in yeastar.queues.items():
        yield sections(
            "Queue",
            "queue",
            _queue(yeastar, device, waiting),
            _side(yeastar, device, names),
        )


def _queue(yeastar: Index, device: str, waiting: str) -> Iterator[Json]:
    agents = yeastar.find(device, "sensor", "agents")
    yield heading(device, "mdi:headset")
    yield tile(waiting, "Waiting", color="amber", vertical=True)
    yield tile(agents, "Available agents", color="green", vertical=True)
    yield markdown(AGENTS.replace("ENTITY", agents))
    yield heading("How callers rate", "mdi:star")
    survey = yeastar.find(device, "event", "survey")
    yield tile(survey, "Last rating", 12, state_content=["key", "agent", "last_changed"])
    yield logbook(survey)


def _side(yeastar: Index, device: str, names: Sequence[str]) -> Iterator[Json]:
    anna, agent = names[0], names[3]
    phone, target = (yeastar.find(each, "sensor", "status") for each in (agent, anna))
    yield heading("Agents", "mdi:account-tie-voice")
    away, back = f"{first(agent)} takes a break", f"{first(agent)} is back"
    yield action(away, "mdi:coffee", "pause_agent", phone, queue=NUMBER)
    yield action(back, "mdi:headset", "resume_agent", phone, queue=NUMBER)
    helps, leaves = f"{first(anna)} helps", f"{first(anna)} leaves"
    yield action(helps, "mdi:account-plus", "log_in_agent", target, queue=NUMBER)
    yield action(leaves, "mdi:account-minus", "log_out_agent", target, queue=NUMBER)
    yield heading("Try it", "mdi:gesture-tap")
    customer = {"number": CUSTOMER, "permission_extension": "1000", "queue": NUMBER}
    link = yeastar.own("binary_sensor", "link")
    into = "dial_into_queue"
    yield action("Call a customer", "mdi:phone-incoming", into, link, **customer)
    waiting = yeastar.find(device, "sensor", "waiting")
    yield heading("The last hour", "mdi:chart-line")
    yield {
        "type": "history-graph",
        "entities": [{"entity": waiting, "name": "Waiting"}],
        "hours_to_show": 1,
        "grid_options": {"columns": 12},
    }
