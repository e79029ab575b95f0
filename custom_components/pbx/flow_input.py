"""What was typed, made tidy."""

from collections.abc import Iterable, Mapping
import re
from typing import Any

from homeassistant.const import CONF_HOST, CONF_PORT
from yarl import URL

from .const import CONF_VENDOR
from .telephony.driver import Field, FieldKind
from .telephony.model import PbxInfo
from .telephony.tls import Trust, client_tls

_MARKDOWN = frozenset("[]()<>`*_#!|~\\")
# Without brackets, too, what begins like an address becomes a link.
_LINK = re.compile(r"://|www\.", re.IGNORECASE)
_LONGEST_NAME = 64
# Two entries that agree in these are the same; a PBX may show each App object another side.
_IDENTITY_KEYS = (CONF_VENDOR, CONF_HOST, CONF_PORT, "app", "module")


def tidy_connection(typed: Mapping[str, Any], fields: Iterable[Field]) -> dict[str, Any]:
    """Trim what was typed; an address copied from a browser gives up its host and port."""
    tidy = dict(typed)
    for field in fields:
        if field.kind is FieldKind.TEXT:
            tidy[field.key] = tidy.get(field.key, "").strip()
    if "://" in (host := tidy.get(CONF_HOST, "")):
        tidy |= _parts(host)
    elif host.startswith("[") and host.endswith("]"):
        # An IPv6 address as it stands in a URL.
        tidy[CONF_HOST] = host[1:-1]
    return tidy


def tidy_list(typed: Iterable[str]) -> list[str]:
    """Drop what is empty or repeated; the first spelling stays."""
    spelled: dict[str, str] = {}
    for text in typed:
        if text := text.strip():
            spelled.setdefault(text.casefold(), text)
    return list(spelled.values())


def is_same_pbx(
    ours: Mapping[str, Any], theirs: Mapping[str, Any], fields: Iterable[Field]
) -> bool:
    """Tell whether two entries are for the same PBX; what an older one lacks has its default."""
    usual = {field.key: field.default for field in fields}
    return all(
        ours.get(key, usual.get(key)) == theirs.get(key, usual.get(key)) for key in _IDENTITY_KEYS
    )


async def async_is_authority(pem: str) -> bool:
    """Tell whether this is a certificate; nothing at all would mean the public authorities."""
    if not pem or not pem.isascii():
        return False
    try:
        await client_tls(Trust.CA, ca_certificate=pem)
    except ValueError:
        return False
    return True


def _parts(address: str) -> dict[str, Any]:
    """Take an address apart, as far as it is one."""
    try:
        url = URL(address)
        host, port = url.host, url.explicit_port
    except ValueError:
        return {}
    parts = {CONF_HOST: host, CONF_PORT: port}
    return {key: part for key, part in parts.items() if part}


def interface_texts(info: PbxInfo | None) -> dict[str, str]:
    """Say which parts of its interface a PBX lets us use, and which not."""
    answering, silent = (info.answering, info.silent) if info is not None else ((), ())
    return {"answering": ", ".join(answering) or "-", "silent": ", ".join(silent) or "-"}


def plain_name(name: str, otherwise: str) -> str:
    """Make a name that a PBX gives itself fit for texts, which are shown as Markdown."""
    kept = "".join(each for each in name if each.isprintable() and each not in _MARKDOWN)
    return _LINK.sub(" ", kept).strip()[:_LONGEST_NAME].strip() or otherwise
