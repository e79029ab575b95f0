"""Connecting, and the first picture."""

from typing import Any, cast

import pytest

from custom_components.pbx.telephony.driver import Driver, Ports
from custom_components.pbx.telephony.errors import (
    ApiDisabled,
    AuthenticationFailed,
    CannotConnect,
    ConnectError,
    LinkLost,
    UnsupportedModel,
)
from custom_components.pbx.telephony.facts import (
    CallsSeen,
    ExtensionsAre,
    LegIs,
    PbxIs,
    TrunksAre,
)
from custom_components.pbx.telephony.model import (
    Capability,
    Hook,
    LegState,
    PbxInfo,
    TrunkStatus,
)
from custom_components.pbx.telephony.vendors.yeastar import VENDOR
from custom_components.pbx.telephony.vendors.yeastar.dialect import candidates

from .scripted import OK, PASSWORD, SERIAL, Door, ScriptedPbx, failed, hang_up, page
from .talk import X2, A, B, C, X, about, begin, line, make


async def test_the_vendor_opens_this_driver(pbx: ScriptedPbx, ports: Ports) -> None:
    """By what a person typed."""
    settings = {
        "host": "127.0.0.1",
        "port": pbx.port,
        "ssl": False,
        "username": "api",
        "password": PASSWORD,
        "api_version": "v1.0.1",
    }
    driver: Driver = VENDOR.open(settings, ports)

    info = await driver.connect()
    await driver.close()

    assert info.vendor == VENDOR.key
    assert {asked.version for asked in pbx.asked} == {"v1.0.1"}


async def test_the_pbx_is_identified(pbx: ScriptedPbx, ports: Ports) -> None:
    """By its serial number, whatever its address."""
    driver = make(pbx, ports)

    info = await driver.connect()
    await driver.close()

    assert info == PbxInfo(
        id=SERIAL,
        vendor="yeastar",
        name="Yeastar S50",
        model="S50",
        firmware="30.11",
        serial=SERIAL,
        # It does not know the question about what goes on in a queue.
        capabilities=candidates("v1.1.0")[0].capabilities & ~Capability.QUEUES,
        interface="v1.1.0",
    )


async def test_a_pbx_without_a_serial_number_goes_by_its_address(
    pbx: ScriptedPbx, ports: Ports
) -> None:
    """For want of something better, and it is marked as such."""
    pbx.rules["deviceinfo/query"] = OK
    driver = make(pbx, ports)

    info = await driver.connect()
    await driver.close()

    assert (info.id, info.id_is_stable) == (f"127.0.0.1:{pbx.port}", False)
    assert (info.name, info.model, info.firmware) == ("Yeastar S-Series", None, None)


@pytest.mark.parametrize(
    ("name", "family"), [("Yeastar S20", "Yeastar S20"), ("Yeastar S412 Lite", "Yeastar S412")]
)
async def test_a_model_without_an_api_is_none_of_ours(
    pbx: ScriptedPbx, ports: Ports, name: str, family: str
) -> None:
    """Something else answers in its place."""
    pbx.rules["deviceinfo/query"] = OK | {"deviceinfo": {"devicename": name}}
    driver = make(pbx, ports)

    with pytest.raises(UnsupportedModel) as caught:
        await driver.connect()
    await driver.close()

    assert caught.value.family == family


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (failed(30001), CannotConnect),
        (failed(10003), ApiDisabled),
        (page(), ApiDisabled),
        (b"x" * 5_000_000, ApiDisabled),
        (failed(20004), ApiDisabled),
        (failed(20003), AuthenticationFailed),
    ],
    ids=["busy", "unknown", "a page", "endless", "no token lasts", "rejected"],
)
async def test_a_pbx_that_does_not_say_who_it_is_is_not_connected(
    pbx: ScriptedPbx, ports: Ports, answer: Any, error: type[ConnectError]
) -> None:
    """Connecting fails with an error that the form can show."""
    pbx.rules["deviceinfo/query"] = answer
    driver = make(pbx, ports)

    with pytest.raises(error):
        await driver.connect()
    await driver.close()


async def test_the_first_picture_is_whole_and_silent(
    pbx: ScriptedPbx, ports: Ports, door: Door
) -> None:
    """Who the PBX is, everybody, all trunks, and the calls that go on."""
    pbx.people({A: "Busy", B: "Busy", C: "Unavailable"})
    pbx.rules["inbound/query"] = OK | {"inbound": [line(status="Talking", callee=[{"extid": B}])]}
    pbx.rules["outbound/query"] = OK | {"outbound": [line("outbound", X2, status="Progress")]}
    door.report(action="ExtensionStatus", extension=A, status="Ringing")

    talk = await begin(make(pbx, ports))
    await talk.driver.close()

    assert talk.first is not None
    assert talk.first.silent
    pbx_is, extensions, trunks, *legs, seen = talk.first.facts
    assert isinstance(pbx_is, PbxIs)
    assert isinstance(extensions, ExtensionsAre)
    assert [(x.id, x.name, x.registered, x.hook) for x in extensions.extensions] == [
        (A, "Name 2001", True, Hook.BUSY),
        (B, "Name 2002", True, Hook.BUSY),
        (C, "Name 2003", False, Hook.IDLE),
    ]
    assert isinstance(trunks, TrunksAre)
    assert [(x.name, x.status) for x in trunks.trunks] == [("north", TrunkStatus.UP)]
    assert [(x.leg, x.state) for x in cast("list[LegIs]", legs)] == [
        (f"{X}/inbound", LegState.TALKING),
        (f"{X}/2002", LegState.TALKING),
        (f"{X2}/2001", LegState.DIALING),
        (f"{X2}/outbound", LegState.OFFERED),
    ]
    assert isinstance(seen, CallsSeen)
    assert seen.live == {X, X2}
    assert door.drained == 1


@pytest.mark.parametrize(
    "answer",
    [failed(10007), failed(10003), failed("oops"), OK],
    ids=["none", "unknown", "odd", "empty"],
)
async def test_a_query_that_fails_may_mean_that_there_is_nothing(
    pbx: ScriptedPbx, ports: Ports, answer: Any
) -> None:
    """No document shows the answer without any call; an old firmware may lack the trunks."""
    for operation in ("inbound/query", "outbound/query", "trunklist/query"):
        pbx.rules[operation] = answer

    talk = await begin(make(pbx, ports))
    await talk.driver.close()

    assert talk.first is not None
    assert isinstance(talk.first.facts[-1], CallsSeen)
    assert talk.first.facts[-1].live == frozenset()


@pytest.mark.parametrize(
    ("operation", "answer"),
    [
        ("extensionlist/query", failed(30001)),
        ("trunklist/query", failed(30001)),
        ("inbound/query", failed(30001)),
        ("outbound/query", failed(30001)),
        ("extensionlist/query", b"x" * 5_000_000),
        ("extensionlist/query", OK),
        ("extensionlist/query", OK | {"extlist": None}),
        ("extensionlist/query", OK | {"extlist": "2001"}),
    ],
    ids=["busy", "busy 2", "busy 3", "busy 4", "endless", "no list", "nothing", "a text"],
)
async def test_an_incomplete_first_picture_is_no_picture(
    pbx: ScriptedPbx, ports: Ports, operation: str, answer: Any
) -> None:
    """The link is up when everything is known."""
    pbx.rules[operation] = answer
    driver = make(pbx, ports)
    await driver.connect()

    with pytest.raises(LinkLost):
        await anext(driver.batches())
    await driver.close()


GARBLED = {
    "a page": page(),
    "endless": b"x" * 5_000_000,
    "brackets": b'{"status":"Success","inbound":[{"inboundid":"1.2","callee":[{"extid":"1"}}]}',
    "closed": hang_up,
}


@pytest.mark.parametrize("answer", GARBLED.values(), ids=GARBLED)
@pytest.mark.parametrize("operation", ["inbound/query", "outbound/query"])
async def test_calls_that_cannot_be_read_are_not_known(
    pbx: ScriptedPbx, ports: Ports, operation: str, answer: Any
) -> None:
    """Everything else is; that nothing goes on is not claimed."""
    pbx.rules[operation] = answer

    talk = await begin(make(pbx, ports))
    await talk.driver.close()

    assert talk.first is not None
    assert [type(fact) for fact in talk.first.facts] == [PbxIs, ExtensionsAre, TrunksAre]
    name = operation.removesuffix("/query")
    assert ports.recorder.oddities[f"garbled answer: {name}"] == 1


@pytest.mark.parametrize("answer", GARBLED.values(), ids=GARBLED)
async def test_trunks_that_cannot_be_read_are_not_known(
    pbx: ScriptedPbx, ports: Ports, answer: Any
) -> None:
    """The phones and the calls are worth a link all the same."""
    pbx.rules["trunklist/query"] = answer

    talk = await begin(make(pbx, ports))
    await talk.driver.close()

    assert talk.first is not None
    assert [type(fact) for fact in talk.first.facts] == [PbxIs, ExtensionsAre, CallsSeen]
    assert ports.recorder.oddities["garbled answer: trunks"] == 1


async def test_a_pbx_without_extensions_is_a_picture(pbx: ScriptedPbx, ports: Ports) -> None:
    """An empty list is a list."""
    pbx.people({})

    talk = await begin(make(pbx, ports))
    await talk.driver.close()

    assert talk.first is not None
    assert ExtensionsAre(extensions=()) in talk.first.facts


async def test_a_phone_that_rings_already_is_asked_about(pbx: ScriptedPbx, ports: Ports) -> None:
    """Its report came before anybody listened."""
    pbx.people({A: "Busy", B: "Ringing"})
    pbx.rules["extension/query"] = about(B, "Ringing", ext={"extid": A})

    talk = await begin(make(pbx, ports))
    leg = await talk.until(LegIs, lambda fact: fact.state is LegState.RINGING)
    await talk.driver.close()

    assert leg.party.extension == B
