"""A request on behalf of a command: what goes wrong is told as an error of commands."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ...commands import Plain
from ...errors import (
    CommandRefused,
    CommandTimedOut,
    CommandUnsupported,
    ConnectError,
    ConnectTimeout,
    LinkLost,
    PbxError,
    ProtocolError,
)
from ...model import Capability
from .api import Api
from .errors_table import RequestFailed, Trouble
from .operations import Operation
from .ordering import Request
from .pace import MISSES
from .pairs import Pairs


class Errands:
    """Runs them over a session."""

    def __init__(self, api: Api, lost: Callable[[PbxError], None]) -> None:
        """Use this session; `lost` is told what ends it."""
        self.api = api
        self._lost = lost

    def may(self, needs: Capability, operation: Operation) -> None:
        """Refuse what this version of the API does not know."""
        if not self.api.dialect.has(operation):
            raise CommandUnsupported(needs)

    async def ask(self, needs: Capability, operation: Operation, **fields: Plain) -> Pairs:
        """Ask for something; raise `CommandError` or `LinkLost`."""
        self.may(needs, operation)
        with self.told(needs):
            return await self.api.request(operation, **fields)

    async def run(self, needs: Capability, request: Request) -> Pairs:
        """Ask for what a request says; raise `CommandError` or `LinkLost`."""
        return await self.ask(needs, request.operation, **request.fields)

    @contextmanager
    def told(self, needs: Capability) -> Iterator[None]:
        """Turn what a session raises into errors of commands."""
        try:
            yield
        except RequestFailed as err:
            if err.code.trouble is Trouble.FEATURE:
                raise CommandUnsupported(needs) from None
            raise refusal(err) from None
        except (ConnectTimeout, ProtocolError) as err:
            raise CommandTimedOut(str(err)) from None
        except (ConnectError, LinkLost) as err:
            if not isinstance(err, MISSES):
                self._lost(err)
            raise LinkLost(str(err)) from None


def refusal(err: RequestFailed) -> CommandRefused:
    """Say that the PBX refused, with the code as detail."""
    return CommandRefused(err.code.meaning, "" if err.errno is None else str(err.errno))
