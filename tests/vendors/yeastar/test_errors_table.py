"""The table of error codes, row by row, and what is done about each."""

import pytest

from custom_components.pbx.telephony.driver import Ports
from custom_components.pbx.telephony.errors import AuthenticationFailed, LockedOut
from custom_components.pbx.telephony.vendors.yeastar.dialect import Operation
from custom_components.pbx.telephony.vendors.yeastar.errors_table import (
    CODES,
    UNKNOWN,
    Code,
    RequestFailed,
    Trouble,
    code_of,
)

from .scripted import ScriptedPbx, failed
from .test_api import make

ROWS = [
    (10002, "bug", "request_rejected"),
    (10003, "feature", "not_supported"),
    (10004, "bug", "request_rejected"),
    (10005, "user", "call_not_found"),
    (10006, "user", "extension_not_found"),
    (10007, "user", "call_not_found"),
    (10008, "user", "extension_not_idle"),
    (10009, "user", "monitoring_not_allowed"),
    (10010, "user", "monitor_mode_mismatch"),
    (10011, "user", "number_not_found"),
    (10012, "user", "ivr_not_found"),
    (10013, "user", "queue_not_found"),
    (10014, "user", "ring_group_not_found"),
    (10015, "user", "call_not_connected"),
    (10016, "user", "too_late"),
    (10017, "user", "extension_not_saved"),
    (10018, "user", "ivr_not_saved"),
    (10019, "user", "queue_not_saved"),
    (10020, "user", "wake_up_not_saved"),
    (10021, "user", "wake_up_not_found"),
    (10022, "user", "wake_up_exists"),
    (10023, "user", "prompt_not_found"),
    (10024, "user", "no_outbound_permission"),
    (10025, "transient", "apply_too_often"),
    (10026, "user", "gsm_trunk_not_found"),
    (10027, "transient", "gsm_trunk_busy"),
    (10028, "user", "number_missing"),
    (10029, "transient", "message_not_sent"),
    (10030, "user", "message_missing"),
    (10031, "user", "number_not_accepted"),
    (10032, "user", "wrong_pin"),
    (10033, "user", "outbound_permission_not_saved"),
    *((errno, "user", "trunk_not_saved") for errno in range(10042, 10061)),
    (10061, "user", "trunk_not_deleted"),
    (10062, "user", "trunk_not_found"),
    *((errno, "user", "inbound_route_not_saved") for errno in range(10063, 10071)),
    (10071, "user", "inbound_route_not_deleted"),
    (10072, "user", "inbound_route_not_found"),
    *((errno, "user", "outbound_route_not_saved") for errno in range(10073, 10082)),
    (10082, "user", "outbound_route_not_found"),
    (10110, "user", "conference_not_found"),
    (20000, "bug", "request_rejected"),
    (20001, "bug", "request_rejected"),
    (20002, "locked", "locked_out"),
    (20003, "auth", "wrong_credentials"),
    (20004, "session", "session_expired"),
    (20005, "session", "session_expired"),
    (20006, "session", "session_expired"),
    (20007, "bug", "request_rejected"),
    (20008, "user", "report_port_refused"),
    (20009, "bug", "request_rejected"),
    (20010, "transient", "pbx_busy"),
    (20011, "transient", "report_destination_refused"),
    (20012, "transient", "download_expired"),
    (20013, "auth", "captcha_wanted"),
    (20014, "user", "recording_not_found"),
    (20015, "bug", "request_rejected"),
    (20016, "bug", "request_rejected"),
    (20017, "transient", "download_expired"),
    (20018, "user", "voicemail_not_found"),
    (20019, "bug", "request_rejected"),
    (20020, "transient", "download_expired"),
    (20021, "user", "records_not_found"),
    (30001, "transient", "pbx_busy"),
    (30003, "transient", "pbx_starting"),
    (100021, "user", "wake_up_not_found"),
    (100024, "user", "no_outbound_permission"),
]


@pytest.mark.parametrize(("errno", "trouble", "meaning"), ROWS, ids=str)
def test_a_code_means_what_the_documents_say(errno: int, trouble: str, meaning: str) -> None:
    """Each code has a class, which says what to do, and a meaning for people."""
    assert code_of(errno) == Code(Trouble(trouble), meaning)


def test_the_table_has_no_other_rows() -> None:
    """What is listed here is all there is."""
    assert set(CODES) == {errno for errno, _, _ in ROWS}


@pytest.mark.parametrize("errno", [None, 0, 99999], ids=["none", "zero", "unheard of"])
def test_a_code_that_nobody_knows_is_a_refusal(errno: int | None) -> None:
    """It fails the request and leaves the session alone."""
    assert code_of(errno) is UNKNOWN
    assert Code(Trouble.USER, "refused") == UNKNOWN


@pytest.mark.parametrize(("errno", "text"), [(10006, "errno 10006"), (None, "no code")])
def test_a_failure_carries_its_code(errno: int | None, text: str) -> None:
    """The message is the number and nothing that the PBX wrote."""
    failure = RequestFailed(errno)

    assert (str(failure), failure.errno, failure.code) == (text, errno, code_of(errno))


def test_meanings_are_keys_for_translation() -> None:
    """A translation key is lower case with underscores."""
    assert all(code.meaning.replace("_", "").isalpha() for code in CODES.values())
    assert all(code.meaning == code.meaning.lower() for code in CODES.values())


async def asks(pbx: ScriptedPbx, ports: Ports, errno: int, times: int) -> list[Exception | None]:
    """Ask so many times for something that is refused, and give what became of it."""
    api = make(pbx, ports)
    await api.open()
    pbx.once("queue/query", *[failed(errno)] * times)
    pbx.rules["queue/query"] = {"status": "Success"}
    found: list[Exception | None] = []
    for _ in range(times):
        try:
            await api.request(Operation.QUEUES)
        except (RequestFailed, AuthenticationFailed, LockedOut) as err:
            found.append(err)
        else:
            found.append(None)
    return found


@pytest.mark.parametrize(("errno", "trouble", "meaning"), ROWS, ids=str)
async def test_each_code_is_answered_as_its_class_wants(
    pbx: ScriptedPbx, ports: Ports, errno: int, trouble: str, meaning: str
) -> None:
    """A login for a lost token, silence after a rejection, and a refusal for all the rest."""
    first, *rest = await asks(pbx, ports, errno, 1 if trouble == "session" else 2)
    match trouble:
        case "session":
            assert first is None
            assert (pbx.count("login"), pbx.count("queue/query")) == (2, 2)
        case "auth":
            assert isinstance(first, AuthenticationFailed)
            assert rest == [first]
            assert (pbx.count("login"), pbx.count("queue/query")) == (1, 1)
        case "locked":
            assert isinstance(first, LockedOut)
            assert first.retry_after >= 660
            assert (pbx.count("login"), pbx.count("queue/query")) == (1, 1)
        case _:
            assert isinstance(first, RequestFailed)
            assert (first.errno, first.code.meaning) == (errno, meaning)
            # What a firmware does not know is not asked for again; the rest may work by then.
            asked = 1 if trouble == "feature" else 2
            assert (pbx.count("login"), pbx.count("queue/query")) == (1, asked)
