"""The table of all endpoints."""

from collections.abc import Callable
from typing import Any

from . import control, queries
from .box import Ask, Box

type Answer = dict[str, Any]
type Endpoint = Callable[[Box, Ask], Answer]


def login(box: Box, ask: Ask) -> Answer:
    """Hand out a token."""
    return {"token": box.sessions.login(ask.fields, ask.remote)}


def heartbeat(box: Box, ask: Ask) -> Answer:
    """Extend the token and move the reports."""
    box.sessions.heartbeat(ask.fields)
    return {}


def logout(box: Box, _: Ask) -> Answer:
    """End the session."""
    box.sessions.logout()
    return {}


# The only endpoint that needs no token.
LOGIN = "login"

ENDPOINTS: dict[str, Endpoint] = {
    LOGIN: login,
    "heartbeat": heartbeat,
    "logout": logout,
    "deviceinfo/query": queries.deviceinfo,
    "extensionlist/query": queries.extension_list,
    "extension/query": queries.extensions,
    "trunklist/query": queries.trunk_list,
    "inbound/query": queries.inbound,
    "outbound/query": queries.outbound,
    "extension/dial_extension": control.dial_extension,
    "extension/dial_outbound": control.dial_outbound,
    "extension/hangup": control.hang_up_extension,
    "extension/hold": control.hold,
    "extension/unhold": control.unhold,
    "inbound/hangup": control.hang_up_inbound,
    "outbound/hangup": control.hang_up_outbound,
}
