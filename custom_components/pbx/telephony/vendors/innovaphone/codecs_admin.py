"""How members of administration messages are read and written."""

from collections.abc import Mapping
from typing import Any, Final

from .codecs import Codec, Row, line

# The vendor's maximum is 20.
_MAX_PAGE: Final = 200


def _read_page(body: Mapping[str, Any]) -> tuple[Row, ...]:
    """Read a page of users; what is no object is no user."""
    value = body.get("user")
    users = [user for user in value if isinstance(user, dict)] if isinstance(value, list) else []
    return tuple(
        Row(
            guid=line(user.get("guid")) or "",
            h323=line(user.get("h323")) or "",
            cn=line(user.get("cn")) or "",
            dn=line(user.get("dn")) or "",
        )
        for user in users[:_MAX_PAGE]
    )


def _write_page(page: tuple[Row, ...]) -> dict[str, Any]:
    """Write a page of users."""
    return {
        "user": [{"guid": row.guid, "h323": row.h323, "cn": row.cn, "dn": row.dn} for row in page]
    }


def _read_watched(body: Mapping[str, Any]) -> Row:
    """Read whom somebody may not see: a name, or several; which is not documented."""
    value = body.get("user")
    if isinstance(value, dict):
        guid, name, long_name = (line(value.get(key)) or "" for key in ("guid", "h323", "cn"))
        return Row(guid=guid, h323=name, cn=long_name)
    name = line(value) or ""
    return Row(guid=name, h323=name, cn=name)


def _read_sources(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Read who may not see somebody."""
    value = body.get("srcs")
    sources = value[:_MAX_PAGE] if isinstance(value, list) else []
    return tuple(line(each.get("name")) or "" for each in sources if isinstance(each, dict))


CODECS: Final[Mapping[str, Codec]] = {
    "page": Codec(_read_page, _write_page),
    "sources": Codec(_read_sources, lambda names: {"srcs": [{"name": name} for name in names]}),
    "watched": Codec(_read_watched, lambda row: {"user": row.h323}),
}
