"""Answers of the copy, which knows one thing where the documents know a list."""

from collections.abc import Callable
from typing import Any

from .endpoint import Answer


def _single(things: list[Any]) -> Any:
    return things[0] if len(things) == 1 else things


def _queue_status(answer: Answer) -> Answer:
    [queue] = answer["queues"]
    [status] = queue["queuestatus"]
    counted = status | {"callercount": int(status["callercount"])}
    return {"queue": queue | {"queuestatus": counted}}


def _queues(answer: Answer) -> Answer:
    return {"queues": _single(answer["queues"])}


def _inbound(answer: Answer) -> Answer:
    calls = [call | {"callee": _single(call["callee"])} for call in answer["inbound"]]
    return {"inbound": calls}


LONE: dict[str, Callable[[Answer], Answer]] = {
    "queuestatus/query": _queue_status,
    "queue/query": _queues,
    "inbound/query": _inbound,
}


def lone(endpoint: str, answer: Answer) -> Answer:
    """Return an answer as the copy gives it."""
    return LONE[endpoint](answer) if endpoint in LONE else answer
