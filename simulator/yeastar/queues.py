"""Queues, their agents, and who waits."""

from collections.abc import Callable

from ..office import Queue
from .box import Ask, Box
from .endpoint import Answer, Endpoint
from .errors import ApiError
from .switches import digits, number_between, text

FAILED = "10019"
WRONG_PIN = "10032"
NOTHING = "None"
STRATEGIES = {
    "Ring All",
    "Least Recent",
    "Fewest Calls",
    "Random",
    "Rrmemory",
    "RRmemory",
    "Linear",
}
# Settings that change nothing in the office, with what they are at first.
OPTIONS = {
    "failoveraction": "Hang up",
    "failoverdest": "",
    "agentannounce": "[None]",
    "ringinuse": "on",
    "retry": "30",
    "musiconhold": "[None]",
    "joinempty": "off",
    "leavewhenempty": "on",
    "joinannounce": "[None]",
    "announcepos": "on",
    "announcefreq": "30",
    "announceholdtime": "on",
    "userannounce": "[None]",
    "userannouncefreq": "30",
    "breakoutkey": "None",
    "breakoutaction": "",
    "breakoutdest": "",
    "idannouncement": "None",
}


def query(box: Box, ask: Ask) -> Answer:
    """Describe some or all queues; who waits in them is not told here."""
    wanted = ask.fields.get("queueid")
    numbers = box.office.queues if wanted is None else wanted.split(",")
    return {"queues": [_described(box.office.queue(number.strip())) for number in numbers]}


def _described(queue: Queue) -> dict[str, str]:
    return {
        "queuenumber": queue.number,
        "password": queue.password,
        "queuename": queue.name,
        "ringstrategy": queue.strategy,
        "agents": _list(queue.agents),
        "dynamicagents": _list(queue.dynamic),
        "agenttimeout": str(queue.agent_timeout),
        "wrapuptime": str(queue.wrap_up),
        "maxwaittime": str(queue.max_wait),
        "satisfactionsurvey": queue.survey or NOTHING,
    } | {key: queue.options.get(key, value) for key, value in OPTIONS.items()}


def _list(numbers: list[str]) -> str:
    """Write a list as the wire does, with a comma behind the last one, too."""
    return "".join(f"{number}," for number in numbers)


def update(box: Box, ask: Ask) -> Answer:
    """Change a queue, its number included."""
    [number] = ask.need("queueid")
    queue = box.office.queue(number)
    changes = {
        FIELDS[key][0]: FIELDS[key][1](value) for key, value in ask.fields.items() if key in FIELDS
    }
    agents = [x.strip() for x in ask.fields.get("agents", _list(queue.agents)).split(",")]
    agents = [box.office.person(agent).number for agent in agents if agent]
    moved = ask.fields.get("queuenumber", number)
    if moved != number and (not moved.isdecimal() or box.office.is_inside(moved)):
        raise ApiError(FAILED)

    def change() -> None:
        for attribute, value in changes.items():
            setattr(queue, attribute, value)
        queue.options |= {key: value for key, value in ask.fields.items() if key in OPTIONS}
        queue.agents, queue.number = agents, moved
        box.office.queues.pop(number)
        box.office.add_queue(queue)

    box.change(change)
    return {}


def _strategy(value: str) -> str:
    if value not in STRATEGIES:
        raise ApiError(FAILED)
    return value


FIELDS: dict[str, tuple[str, Callable[[str], str | int]]] = {
    "queuename": ("name", lambda x: text(x, 31, FAILED, least=1)),
    "password": ("password", lambda x: digits(x, 127, FAILED)),
    "ringstrategy": ("strategy", _strategy),
    "agenttimeout": ("agent_timeout", lambda x: number_between(x, 10, 50, FAILED)),
    "wrapuptime": ("wrap_up", lambda x: number_between(x, 10, 50, FAILED)),
    "maxwaittime": ("max_wait", lambda x: number_between(x, 300, 1800, FAILED)),
    "satisfactionsurvey": ("survey", lambda x: "" if x == NOTHING else x),
}


def status(box: Box, ask: Ask) -> Answer:
    """Tell how many callers wait in a queue, and what its agents do."""
    [number] = ask.need("queueid")
    queue = box.office.queue(number)
    members = [
        {"agent": agent, "agentstatus": str(box.office.agent_state(queue, agent))}
        for agent in queue.members
    ]
    state = {"callercount": str(len(queue.waiting)), "members": members}
    return {"queues": [{"queuenumber": queue.number, "queuestatus": [state]}]}


def add_agent(box: Box, ask: Ask) -> Answer:
    """Log an agent in."""
    queue, number = _agent(box, ask)
    if ask.fields.get("password", queue.password) != queue.password:
        raise ApiError(WRONG_PIN)
    box.office.log_in_agent(queue, number)
    return {}


def remove_agent(box: Box, ask: Ask) -> Answer:
    """Log an agent out, for which the PIN is needed if there is one."""
    queue, number = _agent(box, ask)
    if queue.password and ask.need("password") != [queue.password]:
        raise ApiError(WRONG_PIN)
    box.office.log_out_agent(queue, number)
    return {}


def _paused(*, paused: bool) -> Endpoint:
    def serve(box: Box, ask: Ask) -> Answer:
        queue, number = _agent(box, ask)
        box.office.pause_agent(queue, number, paused=paused)
        return {}

    return serve


def _agent(box: Box, ask: Ask) -> tuple[Queue, str]:
    queue, number = ask.need("queueid", "extid")
    return box.office.queue(queue), box.office.person(number).number


ENDPOINTS: dict[str, Endpoint] = {
    "queue/query": query,
    "queue/update": update,
    "queuestatus/query": status,
    "queue/add_dynamicagent": add_agent,
    "queue/del_dynamicagent": remove_agent,
    "queue/pause_agent": _paused(paused=True),
    "queue/unpause_agent": _paused(paused=False),
}
