"""Commands are carried out, refused, or lost."""

from typing import Any, cast

import pytest

from custom_components.pbx.telephony.commands import Command, Dial, HangUp, SetPresence
from custom_components.pbx.telephony.driver import Ports
from custom_components.pbx.telephony.errors import (
    AuthenticationFailed,
    CommandRefused,
    CommandTimedOut,
    CommandUnsupported,
    LinkLost,
)
from custom_components.pbx.telephony.facts import (
    ExtensionIs,
    LegIs,
)
from custom_components.pbx.telephony.model import (
    CallId,
    Capability,
    ExtensionId,
    LegState,
    Party,
    Role,
)

from .scripted import OK, Asked, Door, ScriptedPbx, failed, hang_up, page
from .talk import X2, A, B, Talk, X, about, line, make, people


@pytest.mark.parametrize(
    ("command", "operation", "fields"),
    [
        (
            Dial(extension=ExtensionId(A), number=B),
            "extension/dial_extension",
            {"caller": A, "callee": B, "autoanswer": "no"},
        ),
        (
            Dial(extension=ExtensionId(A), number="0441234", auto_answer=True),
            "extension/dial_outbound",
            {"extid": A, "outto": "0441234", "autoanswer": "yes"},
        ),
    ],
    ids=["a colleague", "somebody outside"],
)
async def test_the_receipt_names_the_call(
    talk: Talk, pbx: ScriptedPbx, command: Command, operation: str, fields: dict[str, str]
) -> None:
    """By the id that its reports will have."""
    pbx.rules[operation] = OK | {"callid": X}

    receipt = await talk.driver.execute(command)

    assert receipt.call == X
    assert pbx.of(operation)[0].fields == fields


async def test_a_receipt_may_name_no_call(talk: Talk, pbx: ScriptedPbx) -> None:
    """If the PBX does not."""
    pbx.rules["extension/dial_extension"] = OK

    receipt = await talk.driver.execute(Dial(extension=ExtensionId(A), number=B))

    assert receipt.call is None


async def test_a_phone_that_rings_for_our_own_command_is_not_called(
    talk: Talk, pbx: ScriptedPbx, door: Door
) -> None:
    """It rings before the command is answered, and is asked about only afterwards."""
    pbx.rules["extension/query"] = about(A, "Ringing", outbound=line("outbound", X2))

    async def rings_first(_: Asked) -> dict[str, Any]:
        door.report(action="ExtensionStatus", extension=A, status="Ringing")
        await talk.until(ExtensionIs)
        return OK | {"callid": X}

    pbx.rules["extension/dial_outbound"] = rings_first

    receipt = await talk.driver.execute(Dial(extension=ExtensionId(A), number="0441234"))
    leg = await talk.until(LegIs)

    assert receipt.call == leg.call == X
    assert (leg.role, leg.state) == (Role.CALLER, LegState.DIALING)


async def test_a_call_that_we_dialed_is_told_with_both_its_parties(
    talk: Talk, pbx: ScriptedPbx, door: Door
) -> None:
    """The report names the caller alone."""
    pbx.rules["extension/dial_extension"] = OK | {"callid": X}
    await talk.driver.execute(Dial(extension=ExtensionId(A), number=B))

    door.report(action="ALERT", callid=X, call=people(A))
    caller, callee = cast("tuple[LegIs, LegIs]", await talk.facts())

    assert (caller.party.extension, caller.state) == (A, LegState.DIALING)
    assert (callee.party, callee.state) == (Party(number=B), LegState.OFFERED)


@pytest.mark.parametrize(
    "answer", [OK, failed(10005), failed(10007)], ids=["done", "over already", "never was"]
)
async def test_hanging_up_what_is_over_has_worked(
    talk: Talk, pbx: ScriptedPbx, answer: Any
) -> None:
    """What was wanted is the case."""
    pbx.rules["extension/hangup"] = answer

    await talk.driver.execute(HangUp(extension=ExtensionId(A)))

    assert pbx.of("extension/hangup")[0].fields == {"extid": A}


async def test_a_call_that_is_over_is_not_hung_up(talk: Talk, pbx: ScriptedPbx, door: Door) -> None:
    """There is nothing to ask for."""
    door.report(action="NewCdr", callid=X)
    await talk.facts()
    before = len(pbx.asked)

    await talk.driver.execute(HangUp(call=CallId(X)))

    assert len(pbx.asked) == before


HANG_UP = HangUp(extension=ExtensionId(A))
DIAL_IN = Dial(extension=ExtensionId(A), number=B)
DIAL_OUT = Dial(extension=ExtensionId(A), number="0441234")


@pytest.mark.parametrize(
    ("command", "errno", "refusal"),
    [
        (HANG_UP, 10004, "request_rejected (10004)"),
        (HANG_UP, "", "refused"),
        (DIAL_IN, 10006, "extension_not_found (10006)"),
        (DIAL_IN, 10007, "call_not_found (10007)"),
        (DIAL_IN, 30001, "pbx_busy (30001)"),
        (DIAL_OUT, 100024, "no_outbound_permission (100024)"),
    ],
    ids=[
        "malformed",
        "no code",
        "no such extension",
        "no such call",
        "busy",
        "not permitted",
    ],
)
async def test_a_refusal_carries_its_meaning(
    talk: Talk, pbx: ScriptedPbx, command: Command, errno: int | str, refusal: str
) -> None:
    """As a key for translation, with the code beside it."""
    for operation in ("hangup", "dial_extension", "dial_outbound"):
        pbx.rules[f"extension/{operation}"] = failed(errno)

    with pytest.raises(CommandRefused) as caught:
        await talk.driver.execute(command)

    assert str(caught.value) == refusal


async def test_what_the_firmware_does_not_know_is_not_supported(
    talk: Talk, pbx: ScriptedPbx
) -> None:
    """It is asked for only once."""
    pbx.rules["extension/dial_outbound"] = failed(10003)

    for _ in range(2):
        with pytest.raises(CommandUnsupported) as caught:
            await talk.driver.execute(DIAL_OUT)
        assert caught.value.needs is Capability.DIAL

    assert pbx.count("extension/dial_outbound") == 1


@pytest.mark.parametrize("answer", [b"x" * 5_000_000, hang_up], ids=["endless", "closed"])
async def test_a_command_that_is_not_answered_may_have_been_carried_out(
    talk: Talk, pbx: ScriptedPbx, answer: Any
) -> None:
    """So that is what is said."""
    pbx.rules["extension/hangup"] = answer

    with pytest.raises(CommandTimedOut):
        await talk.driver.execute(HangUp(extension=ExtensionId(A)))


async def test_a_command_that_does_not_get_through_has_no_link(
    talk: Talk, pbx: ScriptedPbx
) -> None:
    """Whether the link is lost for good is not decided here."""
    pbx.rules["extension/hangup"] = page(502)

    with pytest.raises(LinkLost):
        await talk.driver.execute(HangUp(extension=ExtensionId(A)))
    pbx.rules["extension/hangup"] = OK

    await talk.driver.execute(HangUp(extension=ExtensionId(A)))


async def test_a_command_that_finds_the_password_changed_ends_the_link(
    talk: Talk, pbx: ScriptedPbx
) -> None:
    """The caller learns that it did not work, everybody else why."""
    pbx.rules["extension/hangup"] = failed(20004)
    pbx.rules["login"] = failed(20003)

    with pytest.raises(LinkLost):
        await talk.driver.execute(HangUp(extension=ExtensionId(A)))

    assert isinstance(await talk.end(), AuthenticationFailed)


async def test_presence_cannot_be_set(talk: Talk) -> None:
    """This PBX knows none."""
    with pytest.raises(CommandUnsupported):
        await talk.driver.execute(SetPresence(extension=ExtensionId(A)))


async def test_nothing_can_be_asked_before_the_login(pbx: ScriptedPbx, ports: Ports) -> None:
    """There is no link."""
    with pytest.raises(LinkLost):
        await make(pbx, ports).execute(DIAL_IN)


async def test_nobody_is_chosen_to_be_watched(pbx: ScriptedPbx, ports: Ports) -> None:
    """All extensions are seen."""
    assert await make(pbx, ports).directory() is None
