"""The APIs that an App object can be given, by the name in the messages."""

from .api import Api
from .pbx_api import PbxApi
from .table_users import TableUsers

APIS: dict[str, type[Api]] = {
    "PbxApi": PbxApi,
    "PbxTableUsers": TableUsers,
}
