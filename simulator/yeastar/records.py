"""The long record of an extension's settings."""

import hashlib

from ..office import Forwarding, Person
from .switches import switch


def settings(listed: dict[str, str], person: Person) -> dict[str, str]:
    """Return the settings around the fields of the list; phones' secrets are in clear text."""
    digest = hashlib.md5(person.login_password.encode(), usedforsecurity=False).hexdigest()
    return {
        **{key: value for key, value in listed.items() if key != "agentid"},
        "callerid": person.caller_id,
        "registername": person.register_name,
        "registerpassword": person.register_password,
        "maxregistrations": str(person.max_registrations),
        "loginpassword": digest,
        "email": person.email,
        # The misspelling is the protocol's.
        "moblie": person.mobile,
        "language": "System Default",
        "hasvoicemail": switch(person.voicemail),
        "enablevmtoemail": switch(person.voicemail_to_email),
        "vmsecret": person.voicemail_pin,
        **_forwarding("always", "a", person.forward_always),
        **_forwarding("noanswer", "n", person.forward_no_answer),
        **_forwarding("busy", "b", person.forward_busy),
        "ringsimultaneous": switch(person.ring_mobile),
        "mobileprefix": person.mobile_prefix,
        "enablemobile": switch(person.mobile_enabled),
        "allowbeingmonitored": switch(person.allow_monitoring),
        "monitormode": person.monitor_mode.value,
        "ringtimeout": str(person.ring_timeout),
        "maxduration": person.max_duration,
        "dnd": switch(person.do_not_disturb),
        "callrestriction": switch(not person.may_dial_out),
        "agentid": person.agent_id,
    }


def _forwarding(name: str, letter: str, forwarding: Forwarding) -> dict[str, str]:
    """Return one forwarding; where it leads is shown only while it is on."""
    fields = {f"{name}forward": switch(forwarding.on)}
    if not forwarding.on:
        return fields
    fields[f"{letter}transferto"] = forwarding.target.value
    fields[f"{letter}transferprefix"] = forwarding.prefix
    if forwarding.extension:
        fields[f"{letter}transferext"] = forwarding.extension
    if forwarding.number:
        fields[f"{letter}transfernum"] = forwarding.number
    return fields
