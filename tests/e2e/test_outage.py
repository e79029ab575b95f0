"""The S-Series goes away and comes back."""

from simulator import Office, YeastarPbx

from .house import House

CALLER = "+49301234567"
NAMES = ("anna_berger", "tom_keller", "trunk_", "s100_call")


async def test_what_happened_during_an_outage_is_made_good(
    house: House, office: Office, yeastar: YeastarPbx, with_yeastar: str
) -> None:
    watch = house.watch
    await watch.until("sensor.anna_berger_status", "idle")
    # While somebody talks, the PBX is asked more often.
    office.place_inbound(CALLER, "1000")
    office.answer("1000")
    await watch.until("sensor.anna_berger_status", "in_call")

    await yeastar.stop()
    await watch.until("binary_sensor.yeastar_s100_connection", "off", within=60)
    for entity_id in watch.of(*NAMES):
        await watch.until(entity_id, "unavailable")
    office.hang_up("1000")
    office.place_inbound(CALLER, "1001")
    office.answer("1001")
    office.set_registered("1002", registered=False)
    office.set_trunk("SIP-Amt", up=False)
    await yeastar.start()

    await watch.until("sensor.anna_berger_status", "idle", within=60)
    await watch.until("sensor.tom_keller_status", "in_call")
    await watch.until("sensor.lena_vogt_status", "offline")
    await watch.until("sensor.trunk_sip_amt_status", "down")
    await watch.until("binary_sensor.trunk_sip_amt_problem", "on")
    await watch.until("binary_sensor.yeastar_s100_connection", "on")
    # States come one by one, and nobody promises in which order.
    for entity_id in watch.of(*NAMES):
        await watch.until_there(entity_id)
    assert "ringing" not in watch.events("event.tom_keller_call"), "nobody watched it ring"


async def test_a_restarted_pbx_is_followed_again(
    house: House, office: Office, with_yeastar: str
) -> None:
    watch = house.watch
    await watch.until("sensor.anna_berger_status", "idle")

    office.power_off()
    office.power_on()

    await watch.until("binary_sensor.yeastar_s100_connection", "off")
    await watch.until("binary_sensor.yeastar_s100_connection", "on", within=60)
    office.place_inbound(CALLER, "1000")
    await watch.until("sensor.anna_berger_status", "ringing", caller=CALLER)
