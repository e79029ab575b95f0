"""What a PBX can do beyond what its version promises, or less than that."""

from ...errors import ApiDisabled, CannotConnect, ConnectTimeout, ProtocolError
from ...model import Capability
from .api import Api
from .errors_table import RequestFailed, Trouble
from .operations import Operation

# No queue has this number; only whether the question is understood is of interest.
_NO_QUEUE = "0"


async def probe_capabilities(api: Api) -> Capability:
    """Say what this PBX can do; asks once what only some firmware of a version knows."""
    capabilities = api.dialect.capabilities
    if Capability.QUEUES in capabilities and not await _knows_queues(api):
        capabilities &= ~Capability.QUEUES
    return capabilities


async def _knows_queues(api: Api) -> bool:
    """Tell whether the question about what goes on in a queue is understood."""
    try:
        await api.request(Operation.QUEUE_STATUS, queue=_NO_QUEUE)
    except RequestFailed as err:
        return err.code.trouble is not Trouble.FEATURE
    except ApiDisabled, CannotConnect, ConnectTimeout, ProtocolError:
        return False
    return True
