"""Settings and configuration: what is asked in which order, and what errors mean."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from custom_components.pbx.telephony.commands import (
    ApplyConfiguration,
    ReadConfiguration,
    Section,
    SetDoNotDisturb,
    SetForward,
    WriteConfiguration,
)
from custom_components.pbx.telephony.driver import Ports
from custom_components.pbx.telephony.errors import CommandRefused, PbxError
from custom_components.pbx.telephony.model import ExtensionId
from custom_components.pbx.telephony.settings import Forwarding, ForwardKind, ForwardTarget
from custom_components.pbx.telephony.vendors.yeastar.adjusting import Adjusting, AdjustingPace
from custom_components.pbx.telephony.vendors.yeastar.answers import ExtensionRow
from custom_components.pbx.telephony.vendors.yeastar.errand import Errands
from custom_components.pbx.telephony.vendors.yeastar.roster import Roster

from .scripted import OK, Asked, ScriptedPbx, failed
from .talk import A, B, C
from .test_api import make

EA = ExtensionId(A)
SOON = AdjustingPace(chunk=2, apply_again=0.0)


@pytest.fixture
async def adjusting(pbx: ScriptedPbx, ports: Ports) -> AsyncIterator[Adjusting]:
    """What adjusts a PBX with three extensions."""
    api = make(pbx, ports)
    await api.open()
    roster = Roster()
    rows = [ExtensionRow(number=number, name="", status="Idle") for number in (A, B, C)]
    roster.take(rows, roster.question())
    lost: list[PbxError] = []

    async def look_at(extension: ExtensionId) -> None:
        await api.request("extension", extension=extension)  # type: ignore[arg-type]

    yield Adjusting(Errands(api, lost.append), roster, look_at, SOON)
    assert not lost
    await api.close()


async def all_of(pbx: ScriptedPbx, asked: Asked) -> dict[str, Any]:
    """Answer about each extension that was asked for."""
    rows = [{"extnumber": number} for number in asked.fields["extid"].split(",")]
    return OK | {"extinfos": rows}


async def test_what_was_changed_is_looked_at(adjusting: Adjusting, pbx: ScriptedPbx) -> None:
    """Afterwards, since the PBX may see it in another way."""
    pbx.rules["extension/update"] = OK

    await adjusting.set(SetDoNotDisturb(extension=EA, on=False))

    assert [each.operation for each in pbx.asked[-2:]] == ["extension/update", "extension/query"]
    assert pbx.of("extension/update")[0].fields == {"extid": A, "dnd": "off"}


async def test_a_forwarding_is_looked_at_first(adjusting: Adjusting, pbx: ScriptedPbx) -> None:
    """Its prefix for the outside line is kept."""
    now = {"extnumber": A, "busyforward": "off", "btransferprefix": "9"}
    pbx.rules["extension/query"] = OK | {"extinfos": [now]}
    pbx.rules["extension/update"] = OK
    target = ForwardTarget(kind=ForwardKind.NUMBER, number="0555")

    await adjusting.set(SetForward(extension=EA, when=Forwarding.BUSY, active=True, target=target))

    assert pbx.of("extension/update")[0].fields == {
        "extid": A,
        "busyforward": "on",
        "btransferto": "Custom Number",
        "btransfernum": "0555",
        "btransferprefix": "9",
    }


async def test_a_setting_that_is_refused_is_told(adjusting: Adjusting, pbx: ScriptedPbx) -> None:
    """And not looked at."""
    pbx.rules["extension/update"] = failed(10017)

    with pytest.raises(CommandRefused, match="extension_not_saved"):
        await adjusting.set(SetDoNotDisturb(extension=EA, on=True))

    assert not pbx.of("extension/query")


async def test_all_extensions_are_read_in_pieces(adjusting: Adjusting, pbx: ScriptedPbx) -> None:
    """All at once may be more than the PBX can say."""
    pbx.rules["extension/query"] = lambda asked: all_of(pbx, asked)

    receipt = await adjusting.configure(ReadConfiguration(section=Section.EXTENSIONS))

    assert receipt.data == {"extensions": [{"extnumber": number} for number in (A, B, C)]}
    assert [each.fields["extid"] for each in pbx.of("extension/query")] == [f"{A},{B}", C]


async def test_nothing_is_sent_for_a_field_that_is_not_known(
    adjusting: Adjusting, pbx: ScriptedPbx
) -> None:
    """Not even the others."""
    before = len(pbx.asked)
    fields = {"username": "x", "sipport": "5060"}

    with pytest.raises(CommandRefused) as caught:
        await adjusting.configure(
            WriteConfiguration(section=Section.EXTENSIONS, number=A, fields=fields)
        )

    assert (caught.value.meaning, caught.value.detail) == ("field_unknown", "sipport")
    assert len(pbx.asked) == before


@pytest.mark.parametrize(
    ("answers", "asked"),
    [([OK], 1), ([failed(10025), OK], 2), ([failed(10003)], 1)],
    ids=["at once", "a moment later", "not needed"],
)
async def test_changes_are_applied(
    adjusting: Adjusting, pbx: ScriptedPbx, answers: list[Any], asked: int
) -> None:
    """Once more if it was too soon; where there is no such call, each was applied by itself."""
    pbx.once("apply", *answers)

    await adjusting.configure(ApplyConfiguration())

    assert pbx.count("apply") == asked


async def test_changes_are_not_applied_for_ever(adjusting: Adjusting, pbx: ScriptedPbx) -> None:
    """It breaks calls on old firmware."""
    pbx.rules["apply"] = failed(10025)

    with pytest.raises(CommandRefused, match="apply_too_often"):
        await adjusting.configure(ApplyConfiguration())

    assert pbx.count("apply") == 2


async def test_writing_applies_nothing(adjusting: Adjusting, pbx: ScriptedPbx) -> None:
    """The PBX does so by itself after each change."""
    pbx.rules["queue/update"] = OK

    await adjusting.configure(
        WriteConfiguration(section=Section.QUEUES, number="6700", fields={"queuename": "Sales"})
    )

    assert pbx.of("queue/update")[0].fields == {"queueid": "6700", "queuename": "Sales"}
    assert not pbx.count("apply")


async def test_trunks_are_read_with_what_else_is_known(
    adjusting: Adjusting, pbx: ScriptedPbx
) -> None:
    """Where the PBX tells, and without its passwords."""
    pbx.rules["siptrunk/query"] = OK | {
        "trunks": [{"trunkname": "north", "host": "sip.example", "password": "s3cret"}]
    }
    receipt = await adjusting.configure(ReadConfiguration(section=Section.TRUNKS))
    assert receipt.data == {
        "trunks": [
            {
                "trunkname": "north",
                "host": "sip.example",
                "status": "Registered",
                "type": "SIP",
            }
        ]
    }
    assert pbx.of("siptrunk/query")[0].fields == {"trunkname": "all"}

    pbx.rules["siptrunk/query"] = failed(10062)
    receipt = await adjusting.configure(ReadConfiguration(section=Section.TRUNKS))
    assert receipt.data is not None
    assert "sip.example" not in str(receipt.data)
