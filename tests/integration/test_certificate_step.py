"""A certificate that does not verify is shown, and only what was shown is believed."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.pbx.certificate_issue import certificate_texts
from custom_components.pbx.const import (
    CONF_CA_CERTIFICATE,
    CONF_FINGERPRINT,
    CONF_TRUST,
)
from custom_components.pbx.telephony.tls import Certificate
from simulator import InnovaphonePbx, YeastarPbx
from simulator.tls import Identity

from .conftest import Elsewhere, typed_for
from .talk import Result, Talk, suggested


async def submit(talk: Talk, pbx: InnovaphonePbx, **other: Any) -> Result:
    """Fill in the form for an innovaphone."""
    await talk.choose("innovaphone")
    return await talk.answer(**typed_for(pbx, **other))


async def renew(pbx: InnovaphonePbx, elsewhere: Elsewhere) -> Identity:
    """Give the PBX another certificate."""
    await elsewhere.do(pbx.stop())
    pbx.identity = Identity(pbx.host)
    await elsewhere.do(pbx.start())
    return pbx.identity


async def test_the_shown_certificate_is_pinned(
    hass: HomeAssistant, talk: Talk, secure_innovaphone: InnovaphonePbx
) -> None:
    """It is shown before anything secret is sent, in the spelling that browsers use."""
    pbx = secure_innovaphone
    assert pbx.identity
    form = await submit(talk, pbx)
    assert form["step_id"] == "certificate"
    shown = form["description_placeholders"]
    assert shown["fingerprint"].replace(":", "").lower() == pbx.identity.fingerprint
    assert shown["fingerprint"][2:6:3] == "::"
    assert shown["subject"] == "CN=simulated-pbx"
    assert not pbx.logins
    assert (await talk.reload())["description_placeholders"] == shown

    await talk.answer(trust="pin")
    done = await talk.answer(users=["1000"])

    assert done["data"][CONF_TRUST] == "pin"
    assert done["data"][CONF_FINGERPRINT] == pbx.identity.fingerprint
    assert CONF_CA_CERTIFICATE not in done["data"]
    assert [login.ok for login in pbx.logins] == [True, True]


async def test_a_certificate_that_changes_meanwhile_is_shown_again(
    talk: Talk, secure_innovaphone: InnovaphonePbx, elsewhere: Elsewhere
) -> None:
    """What was agreed to is no longer what answers, so the password stays here."""
    pbx = secure_innovaphone
    await submit(talk, pbx)
    renewed = await renew(pbx, elsewhere)

    form = await talk.answer(trust="pin")

    assert form["step_id"] == "certificate"
    assert form["errors"] == {"base": "certificate_changed"}
    shown = form["description_placeholders"]["fingerprint"]
    assert shown.replace(":", "").lower() == renewed.fingerprint
    assert not pbx.logins


async def test_a_wrong_password_leads_back_and_keeps_the_trust(
    talk: Talk, secure_innovaphone: InnovaphonePbx
) -> None:
    """The certificate is asked about once for each address."""
    pbx = secure_innovaphone
    await submit(talk, pbx, password="Wrong2026")
    form = await talk.answer(trust="pin")
    assert form["step_id"] == "innovaphone"
    assert form["errors"] == {"password": "invalid_auth"}

    form = await talk.answer(**typed_for(pbx))

    assert form["step_id"] == "users"
    assert [login.ok for login in pbx.logins] == [False, True]


async def test_another_address_is_judged_afresh(
    talk: Talk, secure_innovaphone: InnovaphonePbx, innovaphone: InnovaphonePbx
) -> None:
    """Trust in one box says nothing about the next."""
    pbx = secure_innovaphone
    await submit(talk, pbx, password="Wrong2026")
    await talk.answer(trust="none")

    await talk.answer(**typed_for(innovaphone))
    done = await talk.answer(users=["1000"])

    assert CONF_TRUST not in done["data"]


async def test_an_authority_of_ones_own(
    hass: HomeAssistant, talk: Talk, secure_innovaphone: InnovaphonePbx, elsewhere: Elsewhere
) -> None:
    """The right one is believed; a wrong one, or no certificate at all, is said at its field."""
    pbx = secure_innovaphone
    assert pbx.identity
    await submit(talk, pbx)
    for nonsense in (" ", "Zertifikät", "-----BEGIN CERTIFICATE-----"):
        form = await talk.answer(trust="ca", ca_certificate=nonsense)
        assert form["errors"] == {CONF_CA_CERTIFICATE: "invalid_certificate"}
        assert suggested(form)[CONF_TRUST] == "ca"
    form = await talk.answer(trust="ca")
    assert form["errors"] == {CONF_CA_CERTIFICATE: "invalid_certificate"}
    form = await talk.answer(trust="ca", ca_certificate=Identity(pbx.host).certificate.decode())
    assert form["errors"] == {CONF_CA_CERTIFICATE: "untrusted_authority"}
    assert not pbx.logins

    authority = pbx.identity.certificate.decode().strip()
    await talk.answer(trust="ca", ca_certificate=f"\n{authority}\n")
    done = await talk.answer(users=["1000"])

    assert done["data"][CONF_TRUST] == "ca"
    assert done["data"][CONF_CA_CERTIFICATE] == authority
    assert CONF_FINGERPRINT not in done["data"]


async def test_believing_anybody_is_possible(talk: Talk, secure_yeastar: YeastarPbx) -> None:
    """It takes an explicit choice."""
    await talk.choose("yeastar")
    await talk.answer(**typed_for(secure_yeastar))
    form = await talk.answer(trust="none")

    done = await talk.answer(**suggested(form))

    assert done["data"][CONF_TRUST] == "none"


async def test_without_https_nothing_is_asked(talk: Talk, innovaphone: InnovaphonePbx) -> None:
    """There is no certificate to judge."""
    form = await submit(talk, innovaphone)

    assert form["step_id"] == "users"


async def test_a_pbx_that_goes_away_meanwhile_is_said_at_the_address(
    talk: Talk, secure_innovaphone: InnovaphonePbx, elsewhere: Elsewhere
) -> None:
    """There is no certificate to show either."""
    pbx = secure_innovaphone
    await submit(talk, pbx)
    await elsewhere.do(pbx.stop())

    form = await talk.answer(trust="pin")

    assert form["step_id"] == "innovaphone"
    assert form["errors"] == {"host": "cannot_connect"}


async def test_a_pbx_that_goes_away_before_it_is_looked_at_is_said_at_the_address(
    talk: Talk, secure_innovaphone: InnovaphonePbx
) -> None:
    """Between the failed login and the look at the certificate the line may break."""
    pbx = secure_innovaphone

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        door.close()
        inner_reader, inner_writer = await asyncio.open_connection(pbx.host, pbx.port)
        await asyncio.gather(pump(reader, inner_writer), pump(inner_reader, writer))

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
        writer.close()

    door = await asyncio.start_server(once, "127.0.0.1", 0)

    form = await submit(talk, pbx, port=door.sockets[0].getsockname()[1])

    assert form["step_id"] == "innovaphone"
    assert form["errors"] == {"host": "cannot_connect"}


@pytest.mark.parametrize(
    ("subject", "shown"),
    [("CN=`[x](//y)\n", "CN=[x](//y)"), ("", "-"), ("a" * 999, "a" * 200)],
    ids=["markup", "nothing", "too long"],
)
def test_a_stranger_cannot_write_into_our_form(subject: str, shown: str) -> None:
    """Whoever presents a certificate chooses its subject; the form shows it as plain code."""
    expires = datetime(2030, 1, 2, tzinfo=UTC)
    texts = certificate_texts(Certificate("ab" * 32, subject, expires))

    assert texts["subject"] == shown
    assert texts["expires"] == "2030-01-02"
