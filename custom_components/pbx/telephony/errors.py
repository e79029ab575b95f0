"""Everything that can go wrong between us and a PBX.

PbxError
 +- ConnectError               nothing is up yet
 |   +- CannotConnect          refused, unreachable, not resolved
 |   +- ConnectTimeout         no answer in time
 |   |   +- NotDialed          the PBX should dial us, and has not
 |   +- CertificateUntrusted   TLS works, but nobody vouches for the certificate
 |   +- CertificateChanged     not the certificate that was pinned
 |   +- AuthenticationFailed   terminal: never tried again with the same password
 |   +- ProofRejected          who dialed us did not know the password
 |   +- LockedOut              terminal for a time: the PBX refuses this address
 |   +- ApiDisabled            a PBX answered, but its interface is off or not granted
 |   +- UnsupportedModel       something else answered
 |   +- OtherPbx               another PBX than before answers at this address
 |   +- ReportsUnavailable     we could not open the door for reports
 |       +- ReportsPosted      it posts them, and we hold a connection open for them
 |       +- ReportsStreamed    it sends them over a connection of ours, and we wait for posts
 |       +- ReportsRefused     it closed our connection for reports without a word
 +- LinkLost                   it was up and is no more
 +- ProtocolError              an answer that makes no sense
 +- CommandError               the link is fine, the command is not
     +- CommandUnsupported     refused here, before anything was sent
     +- CommandRefused         refused by the PBX
     +- CommandTimedOut        no answer in time; it may still have happened

No message holds a secret, a number or a text of the peer, except `CommandRefused.detail`.
"""

from .model import Capability


class PbxError(Exception):
    """Base of all errors of this package."""


class ConnectError(PbxError):
    """The PBX could not be reached or would not have us."""

    field: str | None = None
    """The setting to look at, by its key; None if there is no single one."""


class CannotConnect(ConnectError):
    """Nothing answers at this address."""

    field: str | None = "host"


class ConnectTimeout(ConnectError):
    """The address was reached, but no answer came in time."""

    field: str | None = "host"


class NotDialed(ConnectTimeout):
    """The PBX should dial us, and has not."""

    field = None


class CertificateUntrusted(ConnectError):
    """The certificate does not verify and is not pinned."""


class CertificateChanged(ConnectError):
    """The certificate is not the pinned one."""


class AuthenticationFailed(ConnectError):
    """The PBX rejected the credentials. Do not try them again."""

    field = "password"


class ProofRejected(ConnectError):
    """Whoever dialed us did not know the password. Nothing of ours was given away, so we go on.

    It is no `AuthenticationFailed`: a stranger at the door must not keep the PBX out for good.
    """

    field = "password"


class LockedOut(ConnectError):
    """The PBX refuses logins from this address for now."""

    def __init__(self, retry_after: float) -> None:
        """Remember for how many seconds to stay silent."""
        super().__init__(f"locked out, silent for {retry_after:.0f} s")
        self.retry_after = retry_after


class ApiDisabled(ConnectError):
    """The interface we need is switched off, or not granted to us."""


class UnsupportedModel(ConnectError):
    """Something answered that is not this kind of PBX."""

    field = "host"

    def __init__(self, family: str | None = None) -> None:
        """Name the family that it looks like, if that can be told."""
        super().__init__(family or "not a PBX of this kind")
        self.family = family


class OtherPbx(ConnectError):
    """Another PBX answers where this one was: their extensions must not mix."""

    field = "host"


class ReportsUnavailable(ConnectError):
    """The port for reports could not be opened."""

    field = "report_port"


class ReportsPosted(ReportsUnavailable):
    """The PBX is set to post its reports, not to send them over a connection of ours."""

    field = "transport"


class ReportsStreamed(ReportsUnavailable):
    """The PBX is set to send its reports over a connection of ours, not to post them."""

    field = "transport"


class ReportsRefused(ReportsUnavailable):
    """The PBX closed our connection for reports, and had told nothing."""


class LinkLost(PbxError):
    """The connection broke, or the PBX fell silent."""


class ProtocolError(PbxError):
    """The PBX sent something that cannot be understood."""


class CommandError(PbxError):
    """A command was not carried out."""


class CommandUnsupported(CommandError):
    """This PBX cannot do that; nothing was sent."""

    def __init__(self, needs: Capability) -> None:
        """Name what would have been needed."""
        super().__init__(needs.name or "unsupported")
        self.needs = needs


class CommandRefused(CommandError):
    """The PBX refused; `meaning` is a key for translation, `detail` its own words or code."""

    def __init__(self, meaning: str = "refused", detail: str = "") -> None:
        """Keep both the meaning and the peer's own word."""
        super().__init__(f"{meaning} ({detail})" if detail else meaning)
        self.meaning = meaning
        self.detail = detail


class CommandTimedOut(CommandError):
    """The PBX did not answer the command in time."""
