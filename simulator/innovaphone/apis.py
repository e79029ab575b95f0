"""The APIs that an App object can be given, by the name in the messages."""

from .admin import Admin
from .api import Api
from .impersonation import PbxImpersonation
from .pbx_api import PbxApi
from .rcc_control import Rcc
from .signal import PbxSignal
from .table_users import TableUsers

APIS: dict[str, type[Api]] = {
    "PbxAdminApi": Admin,
    "PbxApi": PbxApi,
    "PbxImpersonation": PbxImpersonation,
    "PbxSignal": PbxSignal,
    "PbxTableUsers": TableUsers,
    "RCC": Rcc,
}
