"""Certificates as people see them, and the repair issue of one that changed."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import CONF_FINGERPRINT, DOMAIN
from .telephony.errors import ConnectError
from .telephony.tls import Certificate, look_at_certificate

CERTIFICATE_CHANGED = "certificate_changed"

# Whoever presents a certificate chooses its text, and forms render Markdown.
_LONGEST_SUBJECT = 200


def certificate_texts(certificate: Certificate) -> dict[str, str]:
    """Write out a certificate for a person to compare."""
    subject = "".join(
        character
        for character in certificate.subject[:_LONGEST_SUBJECT]
        if character.isprintable() and character != "`"
    )
    digits = certificate.fingerprint.upper()
    return {
        "fingerprint": ":".join(digits[at : at + 2] for at in range(0, len(digits), 2)),
        "subject": subject or "-",
        "expires": certificate.expires.date().isoformat(),
    }


async def async_raise_certificate_issue(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Ask a person whether the new certificate of this PBX is to be believed.

    False if there is nothing to ask: it is away, or shows the pinned certificate again.
    """
    try:
        shown = await look_at_certificate(entry.data[CONF_HOST], entry.data[CONF_PORT])
    except ConnectError:
        return False
    if shown.fingerprint == entry.data.get(CONF_FINGERPRINT):
        return False
    texts = certificate_texts(shown)
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry),
        is_fixable=True,
        severity=ir.IssueSeverity.ERROR,
        translation_key=CERTIFICATE_CHANGED,
        translation_placeholders={"name": entry.title, **texts},
        data={
            "entry_id": entry.entry_id,
            "fingerprint": shown.fingerprint,
            "subject": texts["subject"],
            "expires": texts["expires"],
        },
    )
    return True


@callback
def async_clear_certificate_issue(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Withdraw the question; it is answered, or its PBX is gone."""
    ir.async_delete_issue(hass, DOMAIN, _issue_id(entry))


def _issue_id(entry: ConfigEntry) -> str:
    """Name the issue of one PBX."""
    return f"{CERTIFICATE_CHANGED}_{entry.entry_id}"
