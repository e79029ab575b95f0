"""Actions that concern no call that goes on: messages, wake-ups, agents, the log, settings."""

from custom_components.pbx.telephony.model import Capability

from .stage import ANNA, CALLER, JONAS, MENU, QUEUE, Stage, Trial

OLD = frozenset(("v1.0.1",))
UNKNOWN = "refused_not_supported"
SECRETS = ("password", "secret", "registername")


async def send_sms(stage: Stage) -> None:
    trunk = stage.index.find("Trunk GSM2-7", "sensor", "status")
    response = await stage.ask("send_sms", trunk, number="015155512345", message="Too warm: 35 °C")
    told = await stage.until_event("message_sent", "system")
    sent = stage.office.messages[-1]
    assert (sent.to, sent.text) == ("015155512345", "Too warm: 35 °C")
    assert response["message_id"] == told["message_id"] == sent.id


async def notify(stage: Stage) -> None:
    entity = stage.index.find("Trunk GSM2-7", "notify", "sms")
    await stage.act("notify.send_message", entity, message="Too warm", title="015155512345")
    await stage.until_event("message_sent", "system")
    assert stage.office.messages[-1].text == "Too warm"


async def set_wake_up(stage: Stage) -> None:
    await stage.act("set_wake_up", ANNA, time="06:30")
    [wake_up] = stage.office.wake_ups["1000"]
    assert wake_up.time == "06:30"


async def get_wake_ups(stage: Stage) -> None:
    response = await stage.ask("get_wake_ups", ANNA)
    assert [each["time"] for each in response["wake_ups"]["1000"]] == ["06:30"]


async def update_wake_up(stage: Stage) -> None:
    days = ["mon", "fri"]
    await stage.act("update_wake_up", ANNA, old_time="06:30", time="07:15", weekdays=days)
    response = await stage.ask("get_wake_ups", ANNA)
    [found] = response["wake_ups"]["1000"]
    assert (found["time"], found["weekdays"]) == ("07:15", ["mon", "fri"])


async def remove_wake_up(stage: Stage) -> None:
    await stage.act("remove_wake_up", ANNA)
    assert not stage.office.wake_ups.get("1000")


async def agents_are(stage: Stage, count: int) -> None:
    """Wait until so many agents are there."""
    for device in stage.index.queues:
        await stage.until(stage.index.find(device, "sensor", "agents"), str(count), within=20)


async def log_in(stage: Stage) -> None:
    await stage.act("log_in_agent", ANNA, queue=QUEUE)
    assert "1000" in stage.office.queue(QUEUE).members
    await agents_are(stage, 4)


async def log_out(stage: Stage) -> None:
    await stage.act("log_out_agent", ANNA, queue=QUEUE)
    assert "1000" not in stage.office.queue(QUEUE).members
    await agents_are(stage, 3)


async def pause(stage: Stage) -> None:
    await stage.act("pause_agent", JONAS, queue=QUEUE)
    assert stage.office.queue(QUEUE).paused == {"1003"}
    await agents_are(stage, 2)


async def go_on(stage: Stage) -> None:
    await stage.act("resume_agent", JONAS, queue=QUEUE)
    assert not stage.office.queue(QUEUE).paused
    await agents_are(stage, 3)


async def get_calls(stage: Stage) -> None:
    await stage.talks()
    stage.office.hang_up("1000")
    await stage.until(stage.index.own("sensor", "last_call"), CALLER)
    response = await stage.ask("get_calls", number=CALLER, outcome="answered", limit=1)
    [found] = response["calls"]
    assert (found["caller"], found["extensions"]) == (CALLER, ["1000"])


async def acknowledge(stage: Stage) -> None:
    missed = stage.index.own("sensor", "missed_calls")
    await stage.act("acknowledge_missed_calls")
    await stage.until(missed, "0")
    stage.office.place_inbound(CALLER, "1000")
    await stage.until(ANNA, "ringing", caller=CALLER)
    stage.office.hang_up(CALLER)
    await stage.until(missed, "1")
    assert await stage.ask("acknowledge_missed_calls") == {"acknowledged": 1}
    await stage.until(missed, "0")


async def get_extensions(stage: Stage) -> None:
    response = await stage.ask("get_extensions", numbers=["1000", "1001"])
    assert len(response["extensions"]) == 2
    assert "Anna Berger" in str(response)
    assert no_secrets(stage, response)


async def get_queues(stage: Stage) -> None:
    response = await stage.ask("get_queues")
    assert "Support" in str(response["queues"])
    assert no_secrets(stage, response)


async def get_ivrs(stage: Stage) -> None:
    response = await stage.ask("get_ivrs")
    assert MENU in str(response["ivrs"])


async def get_trunks(stage: Stage) -> None:
    response = await stage.ask("get_trunks")
    assert "SIP-Amt" in str(response["trunks"])
    assert no_secrets(stage, response)


async def get_inbound_routes(stage: Stage) -> None:
    response = await stage.ask("get_inbound_routes")
    routes = [route.name for route in stage.office.inbound_routes]
    assert [each["name"] for each in response["inbound_routes"]] == routes


async def get_outbound_routes(stage: Stage) -> None:
    [route, *_] = stage.office.outbound_routes
    response = await stage.ask("get_outbound_routes", numbers=[route.name])
    assert [each["name"] for each in response["outbound_routes"]] == [route.name]


async def get_paging_groups(stage: Stage) -> None:
    response = await stage.ask("get_paging_groups")
    groups = [group.number for group in stage.office.paging_groups]
    assert [each["number"] for each in response["paging_groups"]] == groups


def no_secrets(stage: Stage, response: object) -> bool:
    """Tell whether no password is in an answer."""
    people = stage.office.people.values()
    said = str(response)
    return not any(
        secret in said
        for each in people
        for secret in (each.register_password, each.login_password)
    )


async def rename_extension(stage: Stage) -> None:
    await stage.act("update_extension", ANNA, name="Anna Maria")
    assert stage.office.person("1000").name == "Anna Maria"
    try:
        await until_named(stage, "Anna Maria")
    finally:
        await stage.act("update_extension", ANNA, name="Anna Berger")
    await until_named(stage, "Anna Berger")


async def until_named(stage: Stage, name: str) -> None:
    """Wait until the device of an extension has a name."""
    await stage.until(ANNA, friendly_name=f"{name} Status", within=20)


async def disturb_nobody(stage: Stage) -> None:
    switch = stage.index.find("Anna Berger", "switch", "do_not_disturb")
    await stage.act("update_extension", ANNA, do_not_disturb=True)
    assert stage.office.person("1000").do_not_disturb
    await stage.until(switch, "on", within=20)
    await stage.act("update_extension", ANNA, do_not_disturb=False)
    await stage.until(switch, "off", within=20)


async def update_queue(stage: Stage) -> None:
    await stage.act("update_queue", queue=QUEUE, name="Helpdesk")
    assert stage.office.queue(QUEUE).name == "Helpdesk"
    await stage.act("update_queue", queue=QUEUE, name="Support")
    assert stage.office.queue(QUEUE).name == "Support"


async def update_ivr(stage: Stage) -> None:
    await stage.act("update_ivr", ivr=MENU, name="Night")
    assert stage.office.menu(MENU).name == "Night"
    await stage.act("update_ivr", ivr=MENU, name="Day")
    assert stage.office.menu(MENU).name == "Day"


async def apply(stage: Stage) -> None:
    await stage.act("apply")


async def press_buttons(stage: Stage) -> None:
    await stage.talks()
    for key, state in (("hold", "on_hold"), ("resume", "in_call"), ("hang_up", "idle")):
        await stage.act("button.press", stage.index.find("Anna Berger", "button", key))
        await stage.until(ANNA, state, within=40)


async def switch(stage: Stage) -> None:
    for key in ("do_not_disturb", "forward_always", "forward_busy", "forward_no_answer"):
        entity = stage.index.find("Anna Berger", "switch", key)
        await stage.until(entity, within=30)
        before = stage.house.watch.now[entity]["state"]
        other = "on" if before == "off" else "off"
        for wanted in (other, before):
            await stage.act(f"switch.turn_{wanted}", entity)
            await stage.until(entity, wanted, within=20)


async def set_presence(stage: Stage) -> None:
    await stage.act("set_presence", ANNA, activity="busy")


MESSAGES, WAKE_UPS, AGENTS = Capability.MESSAGES, Capability.WAKE_UPS, Capability.AGENTS
CONFIGURATION, DISTURB = Capability.CONFIGURATION, Capability.DO_NOT_DISTURB
NO_AGENTS = "cannot_set_agents"

TRIALS = (
    Trial("send_sms", "over a mobile trunk", send_sms, MESSAGES),
    Trial("notify.send_message", "over a mobile trunk", notify, MESSAGES),
    Trial("set_wake_up", "once", set_wake_up, WAKE_UPS),
    Trial("get_wake_ups", "", get_wake_ups, WAKE_UPS),
    Trial("update_wake_up", "on some weekdays", update_wake_up, WAKE_UPS),
    Trial("remove_wake_up", "", remove_wake_up, WAKE_UPS),
    Trial("log_in_agent", "", log_in, AGENTS, key=NO_AGENTS),
    Trial("log_out_agent", "", log_out, AGENTS, key=NO_AGENTS),
    Trial("pause_agent", "", pause, AGENTS, key=NO_AGENTS),
    Trial("resume_agent", "", go_on, AGENTS, key=NO_AGENTS),
    Trial("get_calls", "", get_calls),
    Trial("acknowledge_missed_calls", "", acknowledge),
    Trial("get_extensions", "two of them", get_extensions, CONFIGURATION),
    Trial("get_queues", "", get_queues, CONFIGURATION),
    Trial("get_ivrs", "", get_ivrs, CONFIGURATION),
    Trial("get_trunks", "", get_trunks, CONFIGURATION),
    Trial("get_inbound_routes", "", get_inbound_routes, CONFIGURATION, OLD, UNKNOWN),
    Trial("get_outbound_routes", "", get_outbound_routes, CONFIGURATION, OLD, UNKNOWN),
    Trial("get_paging_groups", "", get_paging_groups, CONFIGURATION, OLD, UNKNOWN),
    Trial("update_extension", "its name", rename_extension, CONFIGURATION),
    Trial("update_extension", "do not disturb", disturb_nobody, DISTURB),
    Trial("update_queue", "its name", update_queue, CONFIGURATION),
    Trial("update_ivr", "its name", update_ivr, CONFIGURATION),
    Trial("apply", "", apply, CONFIGURATION),
    Trial("button.press", "hold, resume, hang up", press_buttons, Capability.HOLD),
    Trial("switch.turn_on", "do not disturb, forwardings", switch, DISTURB),
    Trial(
        "set_presence",
        "",
        set_presence,
        Capability.PRESENCE_SET,
        key="cannot_set_presence",
    ),
)
