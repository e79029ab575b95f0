"""Messages that list people: what they say, and that nothing in them can do harm."""

import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.pbx.telephony.vendors.innovaphone.codecs import MAX_ALLOWS, Row
from custom_components.pbx.telephony.vendors.innovaphone.wire import make, parse
from custom_components.pbx.telephony.vendors.innovaphone.wire.admin import (
    MonitorUnallowedAdd,
    MonitorUnallowedDel,
    SearchUsersResult,
)
from custom_components.pbx.telephony.vendors.innovaphone.wire.table_users import (
    ReplicateAdd,
    ReplicateDel,
    ReplicateNextResult,
    ReplicateUpdate,
)

TABLE, ADMIN = "PbxTableUsers", "PbxAdminApi"
jsons = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)


def hear(api: str, mt: str, **members: Any) -> Any:
    return parse(json.dumps({"api": api, "mt": mt, "src": "t1"} | members))


def test_a_row_says_who_where_and_who_may_see() -> None:
    """A group and the signs for many are told apart from names; what is unticked names nobody."""
    allows = [
        {"name": "homeassistant", "visible": True, "presence": True},
        {"name": "office", "grp": True, "visible": True},
        {"name": "@example.com", "presence": True},
        {"name": "tom", "visible": False},
        "nonsense",
    ]
    columns = {"guid": "01", "h323": "anna", "loc": "hq", "hide": False, "allows": allows}

    message = hear(TABLE, "ReplicateUpdate", columns=columns)

    assert isinstance(message, ReplicateUpdate)
    assert message.row == Row(
        guid="01", h323="anna", loc="hq", hide=False, allows=("homeassistant", "@", "@example.com")
    )


def test_what_a_row_does_not_say_is_not_known() -> None:
    """A change may name only what changed."""
    message = hear(TABLE, "ReplicateAdd", columns={"guid": "01", "allows": "none", "hide": None})

    assert isinstance(message, ReplicateAdd)
    assert message.row == Row(guid="01")


def test_a_visibility_page_without_end_is_cut() -> None:
    """It would fill the memory, user by user."""
    many = [{"name": f"{number}", "visible": True} for number in range(MAX_ALLOWS + 50)]
    message = hear(TABLE, "ReplicateNextResult", columns={"guid": "01", "allows": many})

    assert isinstance(message, ReplicateNextResult)
    assert message.row is not None
    assert len(message.row.allows or ()) == MAX_ALLOWS


@pytest.mark.parametrize(
    ("user", "row"),
    [
        ("anna", Row(guid="anna", h323="anna", cn="anna")),
        ({"guid": "01", "h323": "anna", "cn": "Anna"}, Row(guid="01", h323="anna", cn="Anna")),
        (None, Row()),
    ],
    ids=["a name", "an object", "nobody"],
)
def test_who_may_not_be_seen_is_read_in_any_form(user: object, row: Row) -> None:
    """Which one it is, is not documented."""
    message = hear(ADMIN, "MonitorUnallowedAdd", user=user, srcs=[{"name": "app"}, "nonsense"])

    assert isinstance(message, MonitorUnallowedAdd)
    assert message.watched == row
    assert message.sources == ("app",)


@given(value=jsons, other=jsons)
def test_nothing_makes_a_reader_raise(value: Any, other: Any) -> None:
    """Whatever a peer sends, it is a message."""
    columns = {"guid": value, "h323": other, "hide": value, "allows": [other, {"name": value}]}
    for mt, kind in (("ReplicateAdd", ReplicateAdd), ("ReplicateDel", ReplicateDel)):
        for body in (columns, value):
            assert isinstance(hear(TABLE, mt, columns=body), kind)
    assert isinstance(hear(ADMIN, "SearchUsersResult", user=value), SearchUsersResult)
    assert isinstance(hear(ADMIN, "SearchUsersResult", user=[value, columns]), SearchUsersResult)
    message = hear(ADMIN, "MonitorUnallowedDel", user=value, srcs=other)
    assert isinstance(message, MonitorUnallowedDel)


def test_what_is_written_can_be_read() -> None:
    """Both ways are the same."""
    for message in (
        SearchUsersResult(src="a1", page=(Row(guid="01", h323="anna", cn="Anna", dn="A"),)),
        MonitorUnallowedAdd(src="a1", watched=Row(guid="a", h323="a", cn="a"), sources=("app",)),
        ReplicateAdd(src="t1", row=Row(guid="01", loc="hq", hide=True, allows=("app",))),
    ):
        assert parse(make(message)) == message
