"""Adding the simulated PBXs as a person does, step by step through the config flow."""

from collections.abc import Sequence
from typing import Any

from simulator import InnovaphonePbx, YeastarPbx

from .client import FlowStuck, HomeClient, Json

# A self-signed certificate is believed by its fingerprint, as most people will do.
PIN: Json = {"trust": "pin"}


def yeastar_form(pbx: YeastarPbx) -> Json:
    """Return what belongs into the form for the S-Series."""
    return {
        "host": pbx.host,
        "port": pbx.port,
        "ssl": pbx.identity is not None,
        "username": pbx.username,
        "password": pbx.password,
        "api_version": "auto",
    }


def innovaphone_form(pbx: InnovaphonePbx) -> Json:
    """Return what belongs into the form for the innovaphone."""
    return {
        "host": pbx.host,
        "port": pbx.port,
        "ssl": pbx.identity is not None,
        "app": pbx.app,
        "password": pbx.password,
        "module": pbx.module,
        "direction": "dial",
    }


def reports_form(port: int, transport: str = "webhook") -> Json:
    """Return where the S-Series shall post its reports; the simulated one only to 127.0.0.1."""
    return {"transport": transport, "report_host": "127.0.0.1", "report_port": port}


async def add_yeastar(home: HomeClient, pbx: YeastarPbx, reports: Json) -> str:
    """Add the S-Series and return the id of its entry."""
    answers = {
        "user": {"next_step_id": "yeastar"},
        "yeastar": yeastar_form(pbx),
        "certificate": PIN,
        "reports": reports,
    }
    return await _added(home, answers)


async def add_innovaphone(home: HomeClient, pbx: InnovaphonePbx, users: Sequence[str]) -> str:
    """Add the innovaphone and return the id of its entry."""
    answers: dict[str, Json] = {
        "user": {"next_step_id": "innovaphone"},
        "innovaphone": innovaphone_form(pbx),
        "certificate": PIN,
        "users": {"users": list(users)},
    }
    return await _added(home, answers)


async def show_favourites(home: HomeClient, entry_id: str, people: Sequence[str]) -> None:
    """Choose whose favourites are shown, in the options of an innovaphone."""
    step = await home.begin_options(entry_id)
    kept = {
        field["name"]: field["description"]["suggested_value"]
        for field in step["data_schema"]
        if "suggested_value" in (field.get("description") or {})
    }
    end = await home.answer_options(step, kept | {"favourites_of": list(people)})
    if end["type"] != "create_entry":
        raise FlowStuck(f"the options are refused: {end.get('errors')}")


async def move_entry(home: HomeClient, entry_id: str, forms: Sequence[Json], reports: Json) -> None:
    """Tell an entry that its PBX is reached elsewhere now, by the form that has its fields."""
    step = await home.begin_flow(entry_id=entry_id)
    asked = {field["name"] for field in step.get("data_schema") or ()}
    form = next((each for each in forms if each.keys() == asked), None)
    if form is None:
        raise FlowStuck(f"nobody has the fields {', '.join(sorted(asked))}")
    answers = {"reconfigure": form, "certificate": PIN, "reports": reports}
    end = await home.finish_flow(step, answers)
    if end.get("reason") != "reconfigure_successful":
        raise FlowStuck(f"the flow ended with {end.get('reason')}")


async def _added(home: HomeClient, answers: dict[str, Any]) -> str:
    end = await home.finish_flow(await home.begin_flow(), answers)
    if end["type"] != "create_entry":
        raise FlowStuck(f"the flow ended with {end.get('reason')}")
    return str(end["result"]["entry_id"])
