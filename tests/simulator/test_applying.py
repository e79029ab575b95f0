"""Settings take effect by themselves, or with the call that applies all of them."""

from aiohttp import ClientSession
import pytest

from simulator import Office, YeastarPbx
from tests.simulator.clients import ApiClient

CHANGES = [
    ("extension/update", {"extid": "1000", "username": "Ivo"}),
    ("queue/update", {"queueid": "6400", "queuename": "Ivo"}),
    ("ivr/update", {"ivrid": "6500", "ivrname": "Ivo"}),
]


def names(office: Office) -> list[str]:
    """Give the names of what is changed."""
    return [office.person("1000").name, office.queue("6400").name, office.menu("6500").name]


async def test_all_of_a_batch_is_applied_at_once(http: ClientSession, office: Office) -> None:
    """Where the PBX does not do so by itself."""
    before = names(office)
    async with YeastarPbx(office, applies_changes=False) as pbx:
        api = ApiClient(http, pbx)
        await api.login(port="8260")
        for endpoint, fields in CHANGES:
            assert await api.ask(endpoint, **fields) == {"status": "Success"}
        assert names(office) == before

        assert await api.ask("apply") == {"status": "Success"}

    assert names(office) == ["Ivo"] * 3


async def test_what_is_refused_is_not_applied(http: ClientSession, office: Office) -> None:
    """A mistake is told when it is made."""
    before = names(office)
    async with YeastarPbx(office, applies_changes=False) as pbx:
        api = ApiClient(http, pbx)
        await api.login(port="8260")
        answer = await api.ask("ivr/update", ivrid="6500", promptrepeat="9")
        await api.ask("apply")

    assert answer["errno"] == "10018"
    assert names(office) == before


async def test_applying_too_often_is_refused(session: ApiClient, yeastar: YeastarPbx) -> None:
    """It disturbs calls."""
    assert (await session.ask("apply"))["status"] == "Success"
    assert (await session.ask("apply"))["errno"] == "10025"

    yeastar.clock.advance(31)

    assert (await session.ask("apply"))["status"] == "Success"


@pytest.mark.parametrize("api", ["v1.0.1", "v1.1.0", "v0.0.1"])
async def test_every_older_version_can_apply(http: ClientSession, office: Office, api: str) -> None:
    """The documents of the newest one do not name it."""
    async with YeastarPbx(office, api=api) as pbx:
        client = ApiClient(http, pbx, version=api)
        await client.login(port="8260")
        assert (await client.ask("apply"))["status"] == "Success"


async def test_the_newest_version_has_no_such_call(http: ClientSession, office: Office) -> None:
    """Each change takes effect by itself there."""
    async with YeastarPbx(office, api="v2.0.0") as pbx:
        client = ApiClient(http, pbx, version="v2.0.0")
        await client.login(port="8260")
        assert (await client.ask("apply"))["errno"] == "10003"
