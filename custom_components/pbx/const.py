"""Names that several files of this integration share."""

from typing import Final

from homeassistant.const import Platform

DOMAIN: Final = "pbx"

PLATFORMS: Final = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.EVENT,
    Platform.NOTIFY,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
    Platform.TEXT,
]

# Entry data: what is needed to connect. The fields of a vendor are kept by their own keys.
CONF_VENDOR: Final = "vendor"
CONF_TRUST: Final = "trust"
CONF_FINGERPRINT: Final = "fingerprint"
CONF_CA_CERTIFICATE: Final = "ca_certificate"
CONF_TRANSPORT: Final = "transport"
CONF_REPORT_HOST: Final = "report_host"
CONF_REPORT_PORT: Final = "report_port"
# The unique id had to be made from the address, so it moves with the PBX; ids of entities must not.
CONF_MOVING_ID: Final = "moving_id"
# The version of its interface that the PBX was found to speak.
CONF_INTERFACE: Final = "interface"
# The password on file was rejected: it is never sent again, also not after a restart.
CONF_REJECTED: Final = "credentials_rejected"
# When the PBX may be asked again, in seconds since 1970: it has locked us out.
CONF_LOCKED_UNTIL: Final = "locked_until"
# The address for reports is our own as the PBX sees it, so it moves when we do.
CONF_REPORT_HOST_IS_OURS: Final = "report_host_is_ours"

# Entry options: how it behaves.
CONF_USERS: Final = "users"
# Also whoever is added on the PBX later.
CONF_EVERYBODY: Final = "everybody"
CONF_ALLOWED_ADDRESSES: Final = "allowed_addresses"
# Seconds after which a call that waits to be let in is accepted, if nobody has decided.
CONF_ACCEPT_AFTER: Final = "accept_inbound_after"
DEFAULT_ACCEPT_AFTER: Final = 2
# Where the names of callers are: a vCard file below the configuration, or an address on the web.
CONF_CONTACTS: Final = "contacts"
# What costs money or listens in is left to administrators and automations.
CONF_RESTRICTED: Final = "restricted"
DEFAULT_RESTRICTED: Final = True

# Numbers of people whose name is not known are shown by their last digits in the log book.
CONF_MASK_NUMBERS: Final = "mask_numbers"

# Fired for the log book alone; automations have triggers and event entities.
EVENT_CALL: Final = "pbx_call"

TRANSPORT_WEBHOOK: Final = "webhook"
TRANSPORT_LISTENER: Final = "listener"
# The PBX is connected to, and sends its reports over that connection.
TRANSPORT_STREAM: Final = "tcp"

# The port that all documents of the vendor name for reports.
DEFAULT_REPORT_PORT: Final = 8260

# What the assistant may do, by the names of its tools, whether sentences or language models ask.
CONF_ASSIST_TOOLS: Final = "assist_tools"
TOOL_RECENT_CALLS: Final = "recent_calls"
TOOL_FIND_PERSON: Final = "find_person"
TOOL_CALL_PERSON: Final = "call_person"
TOOL_SET_PRESENCE: Final = "set_presence"
TOOL_SET_WAKE_UP: Final = "set_wake_up"
ASSIST_TOOLS: Final = (
    TOOL_RECENT_CALLS,
    TOOL_FIND_PERSON,
    TOOL_CALL_PERSON,
    TOOL_SET_PRESENCE,
    TOOL_SET_WAKE_UP,
)
# Looking changes nothing.
DEFAULT_ASSIST_TOOLS: Final = (TOOL_RECENT_CALLS, TOOL_FIND_PERSON)
# Whose phone rings when the assistant calls somebody.
CONF_ASSIST_EXTENSION: Final = "assist_extension"
