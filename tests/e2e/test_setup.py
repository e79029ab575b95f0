"""Adding, unloading and starting again."""

import pytest

from demo.flows import PIN, innovaphone_form, reports_form, yeastar_form
from simulator import InnovaphonePbx, YeastarPbx

from .house import House


async def test_a_wrong_password_is_sent_once_and_its_field_is_named(
    house: House, yeastar: YeastarPbx
) -> None:
    step = await house.home.begin_flow()
    assert (step["type"], step["menu_options"]) == ("menu", ["yeastar", "innovaphone"])
    step = await house.home.answer_flow(step, {"next_step_id": "yeastar"})
    wrong = yeastar_form(yeastar) | {"password": "wrong"}

    step = await house.home.answer_flow(step, wrong)

    assert (step["step_id"], step["errors"]) == ("yeastar", {"password": "invalid_auth"})
    assert [login.errno for login in yeastar.logins] == ["20003"]
    answers = {"yeastar": yeastar_form(yeastar), "reports": reports_form(house.port)}
    step["errors"] = None
    end = await house.home.finish_flow(step, answers)
    assert (end["type"], end["title"]) == ("create_entry", "Yeastar S100")
    assert [login.errno for login in yeastar.logins if login.errno] == ["20003"]


async def test_a_wrong_app_password_is_sent_once(house: House, innovaphone: InnovaphonePbx) -> None:
    step = await house.home.begin_flow()
    step = await house.home.answer_flow(step, {"next_step_id": "innovaphone"})

    step = await house.home.answer_flow(step, innovaphone_form(innovaphone) | {"password": "wrong"})

    assert step["errors"] == {"password": "invalid_auth"}
    assert [login.ok for login in innovaphone.logins] == [False]


@pytest.mark.parametrize("tls", [True], ids=["with TLS"])
async def test_a_self_signed_certificate_is_shown_and_pinned(
    house: House, yeastar: YeastarPbx
) -> None:
    assert yeastar.identity is not None
    step = await house.home.begin_flow()
    step = await house.home.answer_flow(step, {"next_step_id": "yeastar"})

    step = await house.home.answer_flow(step, yeastar_form(yeastar))

    assert step["step_id"] == "certificate"
    shown = step["description_placeholders"]["fingerprint"]
    assert shown.replace(":", "").lower() == yeastar.identity.fingerprint
    assert list(yeastar.logins) == []
    answers = {"certificate": PIN, "reports": reports_form(house.port)}
    end = await house.home.finish_flow(step, answers)
    assert end["type"] == "create_entry"
    await house.watch.until("sensor.anna_berger_status", "idle")


async def test_unloading_and_reloading(
    house: House, with_yeastar: str, with_innovaphone: str
) -> None:
    await house.watch.until("sensor.anna_berger_status", "idle")
    await house.watch.until("sensor.anna_berger_presence", "available")

    for entry_id in (with_yeastar, with_innovaphone):
        by = {"entry_id": entry_id, "disabled_by": "user"}
        await house.socket.call("config_entries/disable", **by)
        assert await house.entry_state(entry_id) == "not_loaded"
        await house.socket.call("config_entries/disable", **by | {"disabled_by": None})
        assert await house.entry_state(entry_id) == "loaded"
        path = f"/api/config/config_entries/entry/{entry_id}/reload"
        assert await house.home.request("POST", path) == {"require_restart": False}

    assert await house.entry_state(with_yeastar) == "loaded"
    assert await house.entry_state(with_innovaphone) == "loaded"
    await house.watch.until("sensor.anna_berger_status", "idle")
    await house.watch.until("sensor.anna_berger_presence", "available")


async def test_a_start_without_the_pbxs_is_made_good_when_they_come(
    house: House,
    yeastar: YeastarPbx,
    innovaphone: InnovaphonePbx,
    with_yeastar: str,
    with_innovaphone: str,
) -> None:
    await house.hass.stop()
    await yeastar.stop()
    await innovaphone.stop()

    await house.boot()
    assert await house.entry_state(with_yeastar) == "setup_retry"
    assert await house.entry_state(with_innovaphone) == "setup_retry"

    await yeastar.start()
    await innovaphone.start()
    async with house.home.socket() as socket:
        await house.watch.begin(house.home, socket)
        await house.watch.until("sensor.anna_berger_status", "idle", within=60)
        await house.watch.until("sensor.anna_berger_presence", "available", within=60)
    assert await house.entry_state(with_yeastar) == "loaded"
    assert await house.entry_state(with_innovaphone) == "loaded"
