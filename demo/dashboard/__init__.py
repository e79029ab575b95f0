"""The dashboard: core cards only, so that anybody can copy it."""

from collections.abc import Sequence

from ..client import HomeClient
from ..index import Index
from . import innovaphone as other, machine, office, phone, queue

URL_PATH = "office-phones"
TITLE = "Office phones"


async def make_dashboard(
    home: HomeClient, yeastar: Index, innovaphone: Index, names: Sequence[str]
) -> None:
    """Save the dashboard and let everybody start with it."""
    views = [
        office.view(yeastar, innovaphone, names),
        phone.view(yeastar, innovaphone, names[0], names[1]),
        *queue.views(yeastar, names),
        other.view(innovaphone, names),
        machine.view(yeastar, names[0]),
    ]
    async with home.socket() as socket:
        boards = await socket.call("lovelace/dashboards/list")
        if all(board["url_path"] != URL_PATH for board in boards):
            await socket.call(
                "lovelace/dashboards/create",
                url_path=URL_PATH,
                title=TITLE,
                icon="mdi:phone-classic",
            )
        config = {"title": TITLE, "views": views}
        await socket.call("lovelace/config/save", url_path=URL_PATH, config=config)
        core = {"default_panel": URL_PATH}
        await socket.call("frontend/set_system_data", key="core", value=core)
