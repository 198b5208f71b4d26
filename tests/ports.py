"""A port that nobody listens to, for servers that a test starts. Needs no settings, which `make chaos` sets later."""

import socket


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
