"""The long record of an extension's settings."""

import hashlib

from ..office import Person


def secret_of(person: Person) -> str:
    """Return the SIP password of a phone, which the box hands out in clear text."""
    return f"Sip{person.number}x{person.guid[:6]}"


def settings(listed: dict[str, str], person: Person) -> dict[str, str]:
    """Return the settings around the fields of the list."""
    secret = secret_of(person)
    number = person.number
    return {
        **{key: value for key, value in listed.items() if key != "agentid"},
        "callerid": number,
        "registername": number,
        "registerpassword": secret,
        "maxregistrations": "1",
        "loginpassword": hashlib.md5(secret.encode(), usedforsecurity=False).hexdigest(),
        "email": person.email,
        # The misspelling is the protocol's.
        "moblie": "",
        "language": "System Default",
        "hasvoicemail": "on",
        "enablevmtoemail": "off",
        "vmsecret": number,
        "alwaysforward": "off",
        "noanswerforward": "on",
        "ntransferto": "Voicemail",
        "ntransferprefix": "",
        "busyforward": "on",
        "btransferto": "Voicemail",
        "btransferprefix": "",
        "ringsimultaneous": "off",
        "mobileprefix": "",
        "enablemobile": "off",
        "allowbeingmonitored": "off",
        "monitormode": "Disabled",
        "ringtimeout": "30",
        "maxduration": "Follow System",
        "dnd": "on" if person.do_not_disturb else "off",
        "callrestriction": "off" if person.may_dial_out else "on",
        "agentid": "",
    }
