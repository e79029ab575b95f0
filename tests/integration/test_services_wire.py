"""What the actions do at a real PBX: the requests it gets, and what it answers."""

import asyncio
from contextlib import suppress
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.const import CONF_ACCEPT_AFTER, DOMAIN
from simulator import Office, YeastarPbx

from .acting import ANNA, TOM, act
from .conftest import Setup
from .waiting import soon, there, until, until_state

OUTSIDE = "03055512345"
ON_ANNA = {"entity_id": ANNA}
OUT = {"number": OUTSIDE, "permission_extension": "1000"}
QUIET = ("heartbeat", "query", "list")


def asked(pbx: YeastarPbx) -> list[str]:
    """Name what the PBX was asked to do, without what it is only asked about."""
    return [each.endpoint for each in pbx.requests if not each.endpoint.endswith(QUIET)]


async def answer_of(hass: HomeAssistant, action: str, **data: Any) -> dict[str, Any]:
    """Call one of our actions for its answer."""
    answer = await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=True
    )
    assert isinstance(answer, dict)
    return answer


async def until_event(hass: HomeAssistant, kind: str) -> dict[str, Any]:
    """Wait for an event of the PBX; give what is told of it."""
    entity_id = "event.yeastar_s100_call"

    def happened() -> bool:
        return there(hass, entity_id).attributes.get("event_type") == kind

    await until(hass, happened, f"the event {kind}")
    return dict(there(hass, entity_id).attributes)


@pytest.mark.parametrize(
    ("action", "data", "endpoint", "body"),
    [
        ("mute", ON_ANNA, "extension/mute", {"extid": "1000"}),
        ("unmute", ON_ANNA, "extension/unmute", {"extid": "1000"}),
        ("hold", ON_ANNA, "extension/hold", {"extid": "1000"}),
        ("hang_up", ON_ANNA, "extension/hangup", {"extid": "1000"}),
        (
            "transfer",
            {**ON_ANNA, "extension": "1001"},
            "inbound/transfer_extension",
            {"extid": "1001"},
        ),
        ("transfer", {**ON_ANNA, "queue": "6400"}, "inbound/transfer_queue", {"queueid": "6400"}),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
async def test_a_conversation_is_changed(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    action: str,
    data: dict[str, Any],
    endpoint: str,
    body: dict[str, str],
) -> None:
    """The PBX gets one request and does it."""
    await setup(yeastar_entry)
    office.answer("1000", office.place_inbound(OUTSIDE, "1000"))
    await until_state(hass, ANNA, "in_call")

    await act(hass, action, **data)

    last = next(each for each in reversed(yeastar.requests) if not each.endpoint.endswith(QUIET))
    assert last.endpoint == endpoint
    assert body.items() <= last.body.items()


async def test_a_conversation_on_hold_is_taken_back(
    hass: HomeAssistant,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """Holding and taking back are two requests."""
    await setup(yeastar_entry)
    office.answer("1000", office.place_inbound(OUTSIDE, "1000"))
    await until_state(hass, ANNA, "in_call")

    await act(hass, "hold", **ON_ANNA)
    await act(hass, "resume", **ON_ANNA)

    assert asked(yeastar)[-2:] == ["extension/hold", "extension/unhold"]


@pytest.mark.parametrize(
    ("action", "data", "endpoint"),
    [
        ("play_prompt", {**ON_ANNA, "prompts": ["alarm"]}, "extension/playprompt"),
        ("play_prompt", {**OUT, "prompts": ["alarm", "welcome"]}, "outbound/playprompt"),
        ("dial_into_queue", {**OUT, "queue": "6400"}, "queue/dial_outbound"),
        ("dial_into_ring_group", {**OUT, "ring_group": "6200"}, "ringgroup/dial_outbound"),
        (
            "call_back",
            {"first_number": OUTSIDE, "second_number": "0301", "extension": "1000"},
            "outbound/dial_outbound",
        ),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
async def test_a_call_is_made(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    action: str,
    data: dict[str, Any],
    endpoint: str,
) -> None:
    """The answer names the call that the office now has."""
    await setup(yeastar_entry)

    answer = await answer_of(hass, action, **data)

    assert answer["call_id"]
    assert asked(yeastar)[-1] == endpoint
    assert len(office.calls) == 1


@pytest.mark.parametrize("mode", ["listen", "whisper", "barge_in"])
async def test_a_conversation_is_joined(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    mode: str,
) -> None:
    """The way of joining is the request."""
    await setup(yeastar_entry)
    office.answer("1000", office.place_inbound(OUTSIDE, "1000"))
    await until_state(hass, ANNA, "in_call")

    with suppress(HomeAssistantError):
        await act(hass, "monitor", **ON_ANNA, by="1001", mode=mode)

    assert asked(yeastar)[-1] == f"extension/{mode.removesuffix('_in')}"


async def test_the_key_pressed_in_a_menu_is_the_answer(
    hass: HomeAssistant,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """Anna is asked, picks up, and presses a key."""
    await setup(yeastar_entry)
    asking = asyncio.create_task(answer_of(hass, "call_menu", **ON_ANNA, ivr="6500"))
    await soon(lambda: office.calls, "the call")
    office.answer("1000")
    await until_state(hass, ANNA, "in_call")

    office.press("1000", "1")

    answer = await asking
    assert (answer["key"], answer["answered"]) == ("1", True)
    assert "ivr/dial_extension" in asked(yeastar)


async def test_a_wake_up_call_is_set_shown_and_removed(
    hass: HomeAssistant, yeastar: YeastarPbx, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """What was set comes back in the same fields."""
    await setup(yeastar_entry)
    given = {"time": "06:30", "type": "weekdays", "weekdays": ["mon", "sun"], "attempts": 2}

    await act(hass, "set_wake_up", **ON_ANNA, **given, interval=5)

    [shown] = (await answer_of(hass, "get_wake_ups", **ON_ANNA))["wake_ups"]["1000"]
    assert given.items() <= shown.items()
    await act(hass, "remove_wake_up", **ON_ANNA, time="06:30")
    assert await answer_of(hass, "get_wake_ups", **ON_ANNA) == {"wake_ups": {"1000": []}}


async def test_a_text_message_is_on_its_way(
    hass: HomeAssistant, yeastar: YeastarPbx, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """The answer names it, for the event that tells of its fate."""
    await setup(yeastar_entry)

    answer = await answer_of(
        hass,
        "send_sms",
        entity_id="sensor.trunk_gsm2_7_status",
        number=OUTSIDE,
        message="Zu warm: 31 °C",
    )

    assert answer["message_id"]
    assert "sms/send" in asked(yeastar)


@pytest.mark.parametrize("section", ["extensions", "queues", "ivrs", "trunks"])
async def test_the_configuration_is_read_without_secrets(
    hass: HomeAssistant, yeastar_entry: MockConfigEntry, setup: Setup, section: str
) -> None:
    """Objects in the PBX's own fields."""
    await setup(yeastar_entry)

    answer = await answer_of(hass, f"get_{section}")

    assert list(answer) == [section]
    assert answer[section]
    assert not [key for row in answer[section] for key in row if "password" in key]


async def test_the_configuration_is_changed(
    hass: HomeAssistant, yeastar: YeastarPbx, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """What was written can be read."""
    await setup(yeastar_entry)

    await act(hass, "update_extension", **ON_ANNA, mobile="01705550102", fields={"callerid": "1"})
    await act(hass, "update_queue", queue="6400", fields={"wrapuptime": 30})

    [anna] = (await answer_of(hass, "get_extensions", numbers="1000"))["extensions"]
    [queue] = (await answer_of(hass, "get_queues", numbers=["6400"]))["queues"]
    assert anna["callerid"] == "1"
    assert queue["wrapuptime"] == "30"


async def test_an_agent_comes_and_goes(
    hass: HomeAssistant, yeastar: YeastarPbx, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Each action is one request about the queue."""
    await setup(yeastar_entry)
    await soon(lambda: yeastar_entry.runtime_data.state.queues, "the queues")

    for action in ("log_in_agent", "pause_agent", "resume_agent", "log_out_agent"):
        await act(hass, action, entity_id=TOM, queue="6400")

    assert asked(yeastar)[-4:] == [
        "queue/add_dynamicagent",
        "queue/pause_agent",
        "queue/unpause_agent",
        "queue/del_dynamicagent",
    ]


@pytest.mark.parametrize(
    ("action", "data", "endpoint"),
    [
        ("accept_inbound", {}, "inbound/accept"),
        ("refuse_inbound", {}, "inbound/refuse"),
        ("refuse", {}, "inbound/refuse"),
        ("route_inbound", {"extension": "1001"}, "inbound/transfer_extension"),
    ],
    ids=["accept", "refuse", "refuse by the general action", "route"],
)
async def test_a_call_at_the_door_is_decided_on(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    action: str,
    data: dict[str, str],
    endpoint: str,
) -> None:
    """The call is named by the event; afterwards nobody is asked again."""
    office.trunks["SIP-Amt"].controls_answering = True
    await setup(yeastar_entry)
    office.place_inbound(OUTSIDE, "1000")
    event = await until_event(hass, "inbound_request")

    await act(hass, action, call_id=event["call_id"], **data)

    assert asked(yeastar)[-1] == endpoint
    assert not yeastar_entry.runtime_data.screening.waits(event["call_id"])


async def test_a_call_at_the_door_is_let_in_by_itself(
    hass: HomeAssistant,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """An office without automations is called as before."""
    office.trunks["SIP-Amt"].controls_answering = True
    yeastar_entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(yeastar_entry, options={CONF_ACCEPT_AFTER: 0})
    await hass.config_entries.async_setup(yeastar_entry.entry_id)

    office.place_inbound(OUTSIDE, "1000")

    await until_state(hass, ANNA, "ringing")
    assert "inbound/accept" in asked(yeastar)
