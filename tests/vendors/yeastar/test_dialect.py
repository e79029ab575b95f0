"""The versions of the API, as a table."""

import pytest

from custom_components.pbx.telephony.driver import FieldKind
from custom_components.pbx.telephony.model import Capability
from custom_components.pbx.telephony.vendors.yeastar import VENDOR
from custom_components.pbx.telephony.vendors.yeastar.dialect import (
    DIALECTS,
    Dialect,
    Operation,
    candidates,
)

BY_NAME = {dialect.name: dialect for dialect in DIALECTS}
V2, V1, OLD, CLONE = (BY_NAME[name] for name in ("v2.0.0", "v1.1.0", "v1.0.1", "v0.0.1"))
EVERY = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)


def test_the_newest_version_is_tried_first() -> None:
    """A firmware speaks older versions too, but with fewer fields; what copies them comes last."""
    names = [dialect.name for dialect in candidates("auto")]

    assert names == ["v2.0.0", "v1.1.0", "v1.0.1", "v1.0.0", "v0.0.1"]


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        ("v2.0.0", ["v2.0.0"]),
        ("v1.1.0", ["v1.1.0"]),
        ("v1.0.1", ["v1.0.1", "v1.0.0"]),
        ("v0.0.1", ["v0.0.1"]),
    ],
)
def test_a_chosen_version_is_the_only_one(choice: str, names: list[str]) -> None:
    """Who chooses wants no other; a draft goes with the version that came of it."""
    assert [dialect.name for dialect in candidates(choice)] == names


def test_a_version_from_elsewhere_means_any() -> None:
    """An entry made by another release of ours shall still connect."""
    assert candidates("v9") == DIALECTS


@EVERY
def test_every_operation_has_a_path_of_its_own(dialect: Dialect) -> None:
    """But for what a field tells apart. A path begins with the version, and with no slash."""
    paths = [dialect.path(operation) for operation in dialect.endpoints]
    shared = {path.removeprefix("api/v2.0.0/") for path in paths if paths.count(path) > 1}

    assert len(set(paths)) > 40
    assert shared == ({"call/listen", "call/playprompt"} if dialect.calls_by_channel else set())
    assert all(path.startswith(f"api/{dialect.name}/") for path in paths)


def test_every_operation_is_known_to_some_version() -> None:
    """What nobody offers needs no name."""
    assert {each for dialect in DIALECTS for each in dialect.endpoints} == set(Operation)


@EVERY
def test_what_a_session_needs_is_always_there(dialect: Dialect) -> None:
    """Without these there is no picture, in any version."""
    for operation in ("login", "heartbeat", "logout", "device", "extensions", "trunks"):
        assert dialect.has(Operation(operation))


@pytest.mark.parametrize(
    "operation",
    [
        Operation.QUEUE_STATUS,
        Operation.ADD_AGENT,
        Operation.RECORDS,
        Operation.TRANSFER_CALL,
        Operation.TRANSFER_INBOUND_NUMBER,
        Operation.SIP_TRUNKS,
        Operation.INBOUND_ROUTES,
        Operation.PAGING_GROUPS,
    ],
)
def test_what_came_with_a_version_is_missing_before(operation: Operation) -> None:
    """The documents mark these as new."""
    assert V1.has(operation)
    assert CLONE.has(operation)
    assert not OLD.has(operation)


def test_what_a_version_offers_follows_from_its_endpoints() -> None:
    """An ability without a request would be an empty promise."""
    for dialect in DIALECTS:
        offers = dialect.capabilities
        assert (Capability.QUEUES in offers) == dialect.has(Operation.QUEUE_STATUS)
        assert (Capability.AGENTS in offers) == dialect.has(Operation.ADD_AGENT)
        assert (Capability.RECORDS in offers) == dialect.has(Operation.RECORDS)
        assert (Capability.CONTACTS in offers) == dialect.has(Operation.CONTACTS)
        assert (Capability.RECORDINGS in offers) == dialect.has(Operation.RECORDING)
        assert (Capability.SEES_ALL_CALLS in offers) == dialect.calls_by_channel


@pytest.mark.parametrize(
    ("dialect", "operation", "ours", "wire"),
    [
        (V1, "extension", {"extension": "2001"}, {"extid": "2001"}),
        (V2, "extension", {"extension": "2001"}, {"number": "2001"}),
        (V1, "extension", {"extension": None}, {}),
        (V2, "extension", {"extension": None}, {"number": "all"}),
        (V1, "sip_trunks", {"trunk": None}, {"trunkname": "all"}),
        (V2, "sip_trunks", {"trunk": None}, {"id": "all"}),
        (V1, "dial_extension", {"caller": "1", "callee": "2", "auto_answer": "no"},
         {"caller": "1", "callee": "2", "autoanswer": "no"}),
        (V1, "call_back", {"caller": "1", "number": "2", "permission": "3"},
         {"caller": "1", "outto": "2", "fromext": "3"}),
        (V2, "dial", {"caller": "1", "callee": "2", "permission": "3"},
         {"caller": "1", "callee": "2", "dialpermission": "3"}),
        (V1, "whisper", {"by": "1", "extension": "2"}, {"whisperer": "1", "whisperedext": "2"}),
        (V1, "barge", {"by": "1", "extension": "2"}, {"bargein": "1", "bargedext": "2"}),
        (V1, "hang_up_inbound", {"call": "1.2"}, {"inboundid": "1.2"}),
        (V1, "hang_up_outbound", {"call": "1.2"}, {"outboundid": "1.2"}),
        (V2, "hang_up", {"call": "PJSIP/1-2"}, {"channelid": "PJSIP/1-2"}),
        (V1, "transfer_inbound_number", {"call": "1.2", "number": "4", "permission": ""},
         {"inboundid": "1.2", "number": "4", "fromext": ""}),
        (V1, "add_agent", {"queue": "6", "agent": "1", "pin": "0"},
         {"queueid": "6", "extid": "1", "password": "0"}),
        (V2, "add_agent", {"queue": "6", "agent": "1", "pin": "0"},
         {"queuenumber": "6", "extnumber": "1", "password": "0"}),
        (V1, "records", {"extension": None, "began": "a", "ended": "b"},
         {"extid": "all", "starttime": "a", "endtime": "b"}),
        (V1, "add_wake_up", {"extension": "1", "wake_up": [{"time": "07:00"}]},
         {"extid": "1", "wakeup": [{"time": "07:00"}]}),
        (CLONE, "extension", {"extension": "2001"}, {"extid": "2001"}),
    ],
)  # fmt: skip
def test_fields_are_named_as_the_version_wants_them(
    dialect: Dialect, operation: str, ours: dict[str, object], wire: dict[str, object]
) -> None:
    """Our names on one side, those of the documents on the other."""
    assert dialect.fields(Operation(operation), ours) == wire


def test_the_form_offers_the_versions_that_exist() -> None:
    """What a person must know: address, credentials, and the version if all else fails."""
    fields = {field.key: field for field in VENDOR.fields}

    assert list(fields) == ["host", "port", "ssl", "username", "password", "api_version"]
    assert fields["port"].default == 8088
    assert fields["ssl"].default is True
    assert fields["password"].kind is FieldKind.SECRET
    assert fields["api_version"].choices == ("auto", "v2.0.0", "v1.1.0", "v1.0.1", "v0.0.1")
    assert fields["api_version"].default == "auto"
    assert VENDOR.posts_reports
    assert VENDOR.streams_reports
    assert not VENDOR.watches_people
