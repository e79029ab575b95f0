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
# The password on file was rejected: it is never sent again, also not after a restart.
CONF_REJECTED: Final = "credentials_rejected"

# Entry options: how it behaves.
CONF_USERS: Final = "users"
CONF_ALLOWED_ADDRESSES: Final = "allowed_addresses"
# Seconds after which a call that waits to be let in is accepted, if nobody has decided.
CONF_ACCEPT_AFTER: Final = "accept_inbound_after"
DEFAULT_ACCEPT_AFTER: Final = 2
# Where the names of callers are: a vCard file below the configuration, or an address on the web.
CONF_CONTACTS: Final = "contacts"
# What costs money or listens in is left to administrators and automations.
CONF_RESTRICTED: Final = "restricted"
DEFAULT_RESTRICTED: Final = True

TRANSPORT_WEBHOOK: Final = "webhook"
TRANSPORT_LISTENER: Final = "listener"
# The PBX is connected to, and sends its reports over that connection.
TRANSPORT_STREAM: Final = "tcp"

# The port that all documents of the vendor name for reports.
DEFAULT_REPORT_PORT: Final = 8260
