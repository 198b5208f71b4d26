"""A mail server that notes the key of every letter, and can be made to accept and say nothing."""

import re
import socketserver
import threading
from collections import Counter

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)


class _Talk(socketserver.StreamRequestHandler):
    timeout = 60

    def handle(self) -> None:
        self.server.answering.wait()
        self.say(b"220 chaos")
        while line := self.rfile.readline():
            self.server.answering.wait()
            verb = line[:4].upper().strip()
            if verb == b"QUIT":
                return self.say(b"221 bye")
            if verb == b"DATA":
                self.say(b"354 go on")
                self.take()
            self.say(b"250 ok")
        return None

    def take(self) -> None:
        text = b"".join(iter(self.rfile.readline, b".\r\n"))
        self.server.received[MESSAGE_ID.search(text)[1].decode()] += 1

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


class MailServer(socketserver.ThreadingTCPServer):
    """On a port of its own, in this process."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.received: Counter[str] = Counter()
        self.answering = threading.Event()
        self.answering.set()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed hangs up: no error of ours."""
