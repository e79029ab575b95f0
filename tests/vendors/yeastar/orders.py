"""What a command becomes on the wire, in each version of the API."""

import json
from pathlib import Path
from typing import Any

from custom_components.pbx.telephony.commands import Command
from custom_components.pbx.telephony.vendors.yeastar.dialect import DIALECTS, Dialect
from custom_components.pbx.telephony.vendors.yeastar.members import Member, MemberKind
from custom_components.pbx.telephony.vendors.yeastar.ordering import request_for
from custom_components.pbx.telephony.vendors.yeastar.reports import Answer, CallStatus, Report

from .flows import Ear, ext, inbound, outbound

X, X2 = "1700000000.11", "1700000000.12"
A, B, C = "2001", "2002", "2003"
CHANNEL_A, CHANNEL_B = "PJSIP/2001-0000000a", "PJSIP/2002-0000000b"
LINE = "PJSIP/trunk-north-endpoint-0000001f"

_BY_NAME = {dialect.name: dialect for dialect in DIALECTS}
OLD, NEW, FIRST = _BY_NAME["v1.1.0"], _BY_NAME["v2.0.0"], _BY_NAME["v1.0.1"]

# Calls that go on, as the reports of each version tell them.
INBOUND: Report = Answer(call=X, members=(ext(B), inbound(X)))
OUTBOUND: Report = Answer(call=X, members=(outbound(X2), ext(A)))
INTERNAL: Report = Answer(call=X, members=(ext(B), ext(A)))


def _phone(number: str, channel: str, status: str) -> Member:
    return Member(kind=MemberKind.EXTENSION, number=number, channel=channel, status=status)


NEW_INBOUND: Report = CallStatus(
    call=X,
    members=(
        Member(
            kind=MemberKind.INBOUND,
            channel=LINE,
            status="ANSWERED",
            source="0441234",
            target=B,
            trunk="north",
        ),
        _phone(B, CHANNEL_B, "ANSWER"),
    ),
)
NEW_INTERNAL: Report = CallStatus(
    call=X, members=(_phone(A, CHANNEL_A, "ANSWERED"), _phone(B, CHANNEL_B, "ANSWER"))
)


def order(command: Command, dialect: Dialect, *reports: Report) -> tuple[str, dict[str, Any]]:
    """Say where a command goes, and with what body, after these reports."""
    ear = Ear()
    ear.hear(*reports)
    request = request_for(command, dialect, ear.roster, ear.calls)
    assert request is not None
    path = dialect.path(request.operation).removeprefix(f"api/{dialect.name}/")
    return path, dialect.fields(request.operation, request.fields)


def sample(name: str) -> dict[str, Any]:
    """Give the body of a published request."""
    file = Path(__file__).parents[2] / "fixtures" / "yeastar" / f"{name}.json"
    body: dict[str, Any] = json.loads(file.read_text())
    return body
