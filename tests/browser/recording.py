"""A proxy that writes down every byte the browser sends: what really leaves it, whatever a script says."""

from __future__ import annotations

import re
import socket
import threading
from urllib.parse import urlsplit


class Recorder:
    """Stands between the browser and the server; `sent` is what came from the browser."""

    def __init__(self, server_url: str) -> None:
        parts = urlsplit(server_url)
        self._server = (parts.hostname or "localhost", parts.port or 80)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._received: list[bytearray] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def sent(self) -> bytes:
        """Everything that has left the browser."""
        return b"".join(bytes(part) for part in list(self._received))

    def clear(self) -> None:
        """Forget what was sent until now."""
        for part in self._received:
            part.clear()

    def posted(self) -> dict[str, bytes]:
        """Return the parts of the last form that was posted, by name, byte for byte."""
        head, rest = self.sent[self.sent.rindex(b"POST /check/") :].split(b"\r\n\r\n", 1)
        body = rest[: int(re.findall(rb"(?i)content-length: ([0-9]+)", head)[0])]
        boundary = re.findall(rb"(?i)content-type: multipart/form-data; boundary=([^\r]+)", head)[0]
        parts = {}
        for part in body.split(b"--" + boundary)[1:-1]:
            header, content = part.split(b"\r\n\r\n", 1)
            name = re.findall(rb'name="([^"]*)"', header)[0].decode()
            assert name not in parts, f"{name} was sent twice"
            parts[name] = content.removesuffix(b"\r\n")
        return parts

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._server)
            received = bytearray()
            self._received.append(received)
            threading.Thread(target=self._carry, args=(browser, server, received), daemon=True).start()
            threading.Thread(target=self._carry, args=(server, browser, None), daemon=True).start()

    @staticmethod
    def _carry(source: socket.socket, target: socket.socket, record: bytearray | None) -> None:
        try:
            while data := source.recv(65_536):
                if record is not None:
                    record += data
                target.sendall(data)
        except OSError:
            pass
        finally:
            for end in (source, target):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue
