"""Ports on this machine's loopback."""

import socket


def is_free(port: int) -> bool:
    """Tell whether a server could have a port."""
    with socket.socket() as probe:
        # As servers do, so that a port is free at once after the last one has left.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(wanted: int = 0) -> int:
    """Return the wanted port, or any other if that is taken."""
    if wanted and is_free(wanted):
        return wanted
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
