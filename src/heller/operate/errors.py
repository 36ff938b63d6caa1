"""What can go wrong for the operator; each message says what to do next."""


class OperateError(Exception):
    """Something is wrong with this city's folder."""

    def __init__(self, detail: str = "") -> None:
        """Say what, and what to do next."""
        doc = (type(self).__doc__ or "").strip().split("\n")[0]
        super().__init__(f"{doc} {detail}".strip())


class NoCity(OperateError):
    """There is no city in this folder; make one with `heller city create`."""


class NoStandin(OperateError):
    """There is no stand-in in this folder; make one with `heller stand-in create`."""


class NoKeyFile(OperateError):
    """This is no such key file; orders take an office's key, approvals an approver's."""


class CeremonyMissing(NoCity):
    """The city waits for its `heller keys ceremony`; then `heller city create FOLDER --keyset`."""


class CityExists(OperateError):
    """There is a city in this folder already; nothing was changed."""


class KeysLocked(OperateError):
    """The server keys cannot be opened with this unlock key; name the right one with --unlock."""


class PortTaken(OperateError):
    """Another program listens at this address; stop it, or make the city with another --port."""


class WrongPassphrase(OperateError):
    """The passphrase does not open this key file; try again."""


class ApproversUnclear(OperateError):
    """Name each approver otherwise, in letters, digits and hyphens; not `root` or `emergency`."""


class RequestUnreadable(OperateError):
    """This is no server's request; take `keyset-request.json` out of the city's folder."""


class CeremonyIncomplete(OperateError):
    """The KEYSET is not of this city's keys; repeat the ceremony with the newest request."""
