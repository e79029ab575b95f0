"""Presence on the innovaphone, seen and set."""

from simulator import InnovaphonePbx, Office

from .house import House

SENSOR = "sensor.lena_vogt_presence"


async def test_a_change_on_the_pbx_shows(
    house: House, office: Office, with_innovaphone: str
) -> None:
    await house.watch.until(SENSOR, "available")

    office.set_presence("1002", "busy", "Meeting")

    await house.watch.until(SENSOR, "busy", note="Meeting")
    await house.watch.until("select.lena_vogt_presence", "busy")
    await house.watch.until("text.lena_vogt_presence_note", "Meeting")


async def test_what_is_set_comes_back_from_the_pbx(
    house: House, office: Office, innovaphone: InnovaphonePbx, with_innovaphone: str
) -> None:
    await house.watch.until(SENSOR, "available")

    await house.home.request(
        "POST",
        "/api/services/pbx/set_presence",
        {"entity_id": SENSOR, "activity": "away", "note": "Lunch"},
    )

    await house.watch.until(SENSOR, "away", note="Lunch")
    assert office.person("1002").presence.activity == "away"
    assert [frame.mt for frame in innovaphone.frames].count("SetPresence") == 1


async def test_a_cut_connection_is_made_again(
    house: House, office: Office, innovaphone: InnovaphonePbx, with_innovaphone: str
) -> None:
    await house.watch.until(SENSOR, "available")

    await innovaphone.stop()
    await house.watch.until(SENSOR, "unavailable")
    office.set_presence("1002", "dnd")
    await innovaphone.start()

    await house.watch.until(SENSOR, "do_not_disturb", within=60)
    assert house.watch.of("innovaphone_pbx_connection") == {
        "binary_sensor.innovaphone_pbx_connection": "on"
    }
