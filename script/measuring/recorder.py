"""A stand-in for the whole network: answers every name and every port of this namespace, and writes down what arrives.

Meant for a network namespace that has nothing but `lo`: each name is given an address of its own on this machine, so
that the name which a client looked up is known, whatever it then says in its Host header. TLS is ended here, with a
certificate for whatever name is asked for; the clients are told to trust the authority that signs it.
"""

from __future__ import annotations

import ipaddress
import json
import re
import socket
import ssl
import struct
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

_CHUNK = re.compile(rb"([0-9A-Fa-f]+)")
_TLS, _SOCKS = 0x16, 0x05  # the first byte of a handshake
_FOUR, _NAME = 0x01, 0x03  # the form in which SOCKS has an address: of four bytes, or a name; else of sixteen bytes
_OWN_NAMES = ("localhost", "0.0.0.0", "::")  # noqa: S104 -- as a Host header has them

# (method, URL) → status and JSON text; None: the usual refusal.
Answer = Callable[[str, str], tuple[int, str] | None]


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it arrived."""

    method: str
    endpoint: str  # scheme, name that was looked up or address, and a port that is not the usual one
    path: str
    query: str
    headers: dict[str, str]
    model: str | None
    body: dict[str, object] = field(repr=False)

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.endpoint}{self.path}{'?' if self.query else ''}{self.query}"


class Network:
    """All names and ports of the namespace."""

    def __init__(self, folder: Path, answer: Answer) -> None:
        self.folder = folder
        self.answer = answer
        self.names: dict[str, str] = {}  # address → name
        self.seen: list[Seen] = []
        self.arrived = threading.Event()
        self._lock = threading.Lock()
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._ports: set[int] = set()
        self._make_authority()
        for command in ("link set lo up", "route add local default dev lo", "-6 route add local ::/0 dev lo"):
            subprocess.run(["ip", *command.split()], check=False, capture_output=True)  # noqa: S607
        Path("/etc/resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:1\n", encoding="ascii")
        threading.Thread(target=self._resolve, daemon=True).start()

    @property
    def authority(self) -> Path:
        """The certificate that clients must trust."""
        return self.folder / "authority.pem"

    def listen(self, *ports: int) -> None:
        """Answer on further ports."""
        for port in set(ports) - self._ports:
            try:
                server = socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=64)
            except OSError:  # e.g. one of a request that is still open
                continue
            self._ports.add(port)
            threading.Thread(target=self._accept, args=(server,), daemon=True).start()

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self.seen = []
            self.arrived.clear()

    def _make_authority(self) -> None:
        _openssl(
            "req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=measuring -addext basicConstraints=critical,CA:TRUE "
            f"-keyout {self.folder}/authority.key -out {self.authority}"
        )

    def _context(self, name: str) -> ssl.SSLContext:
        with self._lock:
            if name not in self._contexts:
                base = self.folder / str(len(self._contexts))
                try:
                    alternative = f"IP:{ipaddress.ip_address(name)}"
                except ValueError:
                    alternative = f"DNS:{name}"
                base.with_suffix(".ext").write_text(f"subjectAltName={alternative}\n", encoding="utf-8")
                _openssl(f"req -newkey rsa:2048 -nodes -subj /CN=measured -keyout {base}.key -out {base}.csr")
                _openssl(
                    f"x509 -req -in {base}.csr -CA {self.authority} -CAkey {self.folder}/authority.key -days 20 "
                    f"-out {base}.pem -extfile {base}.ext"
                )
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(f"{base}.pem", f"{base}.key")
                context.sni_callback = self._choose
                self._contexts[name] = context
            return self._contexts[name]

    def _choose(self, connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> None:
        if name:
            connection.context = self._context(name)

    def _resolve(self) -> None:
        """Answer each question for an address with one of this machine's own, 127.x.y.z."""
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        server.bind(("127.0.0.1", 53))
        while True:
            question, client = server.recvfrom(2048)
            labels, at = [], 12
            while question[at]:
                labels.append(question[at + 1 : at + 1 + question[at]].decode("latin-1"))
                at += 1 + question[at]
            asked = question[12 : at + 5]
            is_address = struct.unpack(">H", asked[-4:-2])[0] == 1
            answer = b""
            if is_address:
                address = self._address(".".join(labels).lower())
                answer = b"\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04" + socket.inet_aton(address)
            head = question[:2] + b"\x81\x80\0\x01" + struct.pack(">H", 1 if answer else 0) + b"\0\0\0\0"
            server.sendto(head + asked + answer, client)

    def _address(self, name: str) -> str:
        with self._lock:
            for address, known in self.names.items():
                if known == name:
                    return address
            number = len(self.names) + 1
            address = f"127.77.{number >> 8}.{number & 255}"
            self.names[address] = name
            return address

    def _accept(self, server: socket.socket) -> None:
        while True:
            connection, _ = server.accept()
            threading.Thread(target=self._guarded, args=(connection,), daemon=True).start()

    def _guarded(self, connection: socket.socket) -> None:
        try:
            address, port = connection.getsockname()[:2]
            address = address.removeprefix("::ffff:")
            self._talk(connection, self.names.get(address, address), port)
        except (OSError, ValueError, IndexError):
            pass  # the client hung up, or speaks no HTTP
        finally:
            connection.close()

    def _talk(self, connection: socket.socket, host: str, port: int) -> None:
        scheme = "http"
        first = connection.recv(1, socket.MSG_PEEK)[:1]
        if first == bytes([_SOCKS]):
            asked, asked_port = _asked_of_socks(connection)
            self._talk(connection, self.names.get(asked, asked), asked_port)
            return
        if first == bytes([_TLS]):
            scheme = "https"
            connection = self._context(host).wrap_socket(connection, server_side=True)
        stream = connection.makefile("rb")
        while line := stream.readline().decode("latin-1"):
            method, target, _ = line.split(" ", 2)
            headers: dict[str, str] = {}
            while field_line := stream.readline().decode("latin-1").rstrip("\r\n"):
                name, _, value = field_line.partition(":")
                headers[name.lower()] = value.strip(" \t")
            if method == "CONNECT":
                connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                name, _, number = target.rpartition(":")
                self._talk(connection, name.strip("[]"), int(number))
                return
            body = _body(stream, headers)
            self._note(connection, method, scheme, host, port, target, headers, body)

    def _note(
        self,
        connection: socket.socket,
        method: str,
        scheme: str,
        host: str,
        port: int,
        target: str,
        headers: dict[str, str],
        body: bytes,
    ) -> None:
        # Tells `localhost` and the address of all addresses from this machine's, and a name with a dot at its end.
        named = re.sub(r":\d*$", "", headers.get("host", "")).strip("[]")
        if named.rstrip(".") == host or (host in ("127.0.0.1", "::1") and named in _OWN_NAMES):
            host = named
        endpoint = f"{scheme}://{f'[{host}]' if ':' in host else host}"
        if port != (443 if scheme == "https" else 80):
            endpoint += f":{port}"
        absolute = re.match(r"(https?://[^/?#]*)(.*)", target)  # as a proxy gets it
        if absolute:
            endpoint, target = absolute[1], absolute[2] or "/"
        path, _, query = target.partition("?")
        try:
            parsed = json.loads(body)
        except ValueError:
            parsed = {}
        parsed = parsed if isinstance(parsed, dict) else {}
        model = parsed.get("model")
        seen = Seen(method, endpoint, path, query, headers, model if isinstance(model, str) else None, parsed)
        with self._lock:
            self.seen.append(seen)
            self.arrived.set()
        status, text = self.answer(method, seen.url) or (
            402,
            '{"type":"error","error":{"type":"invalid_request_error","message":"refused by the stand-in"}}',
        )
        out = text.encode()
        connection.sendall(
            b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (status, len(out)) + out
        )


def _asked_of_socks(connection: socket.socket) -> tuple[str, int]:
    """Agree to what a client asks of a SOCKS proxy (RFC 1928, without a password); return the host and the port."""
    _, count = connection.recv(2)
    connection.recv(count)
    connection.sendall(b"\x05\0")
    form = connection.recv(4)[3]
    size = connection.recv(1)[0] if form == _NAME else 4 if form == _FOUR else 16
    address = connection.recv(size)
    name = address.decode("latin-1") if form == _NAME else str(ipaddress.ip_address(address))
    port = struct.unpack(">H", connection.recv(2))[0]
    connection.sendall(b"\x05\0\0\x01\0\0\0\0\0\0")
    return name, port


def _body(stream: object, headers: dict[str, str]) -> bytes:
    length = int(headers.get("content-length") or 0)
    if length:
        return stream.read(length)  # type: ignore[attr-defined]
    body = b""
    if "chunked" in headers.get("transfer-encoding", ""):
        while size := int(_CHUNK.match(stream.readline())[1], 16):  # type: ignore[attr-defined, index]
            body += stream.read(size)  # type: ignore[attr-defined]
            stream.readline()  # type: ignore[attr-defined]
        stream.readline()  # type: ignore[attr-defined]
    return body


def _openssl(arguments: str) -> None:
    for _ in range(3):  # the end of a case kills everything in the box, this one too
        done = subprocess.run(["openssl", *arguments.split(" ")], check=False, capture_output=True)  # noqa: S607
        if done.returncode == 0:
            return
    raise RuntimeError(done.stderr.decode())
