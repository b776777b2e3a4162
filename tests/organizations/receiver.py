"""Somebody who receives webhooks: a real server under TLS with a certificate of a test authority."""

from __future__ import annotations

import datetime as dt
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "hooks.example.com"
Reply = Callable[[BaseHTTPRequestHandler], object]


# --- Certificates -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Authority:
    """A folder with the certificate of a test authority, and that of one server."""

    folder: Path

    @property
    def trusted(self) -> Path:
        return self.folder / "authority.pem"

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "server.pem")
        return context


def authority_for(folder: Path, *, host: str = HOST) -> Authority:
    """An authority in this folder that vouches for one server."""
    root_key, server_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate("Test authority", root_key, issuer="Test authority", signed_by=root_key, is_root=True)
    server = _certificate(host, server_key, issuer="Test authority", signed_by=root_key, is_root=False)
    private = server_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "authority.pem").write_bytes(root)
    (folder / "server.pem").write_bytes(server + private)
    return Authority(folder)


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    *,
    issuer: str,
    signed_by: ec.EllipticCurvePrivateKey,
    is_root: bool,
) -> bytes:
    now = dt.datetime.now(dt.UTC)
    signer = x509.SubjectKeyIdentifier.from_public_key(signed_by.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(signer), critical=False)
    )
    if not is_root:
        builder = builder.add_extension(x509.SubjectAlternativeName([_alternative(name)]), critical=False)
    return builder.sign(signed_by, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


# --- The server -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Received:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What came in, and how it is answered from now on."""

    port: int
    reply: Reply = field(default=lambda handler: say(handler, 204))
    received: list[Received] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    """The host names that connections asked for (SNI)."""

    def url(self, path: str = "/in", *, host: str = HOST) -> str:
        return f"https://{host}:{self.port}{path}"

    def answers(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.reply = lambda handler: say(handler, status, body, **headers)


def say(handler: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever hangs up in the middle is what some tests are about."""


@contextmanager
def receiving(
    authority: Authority | None, *, address: str = "127.0.0.2", port: int = 0
) -> Iterator[Receiver]:
    """A receiver at this address; without an authority it speaks plain HTTP."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            lowered = {name.lower(): value for name, value in self.headers.items()}
            receiver.received.append(Received(self.path, lowered, body))
            receiver.reply(self)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing to be read here."""

    server = _Server((address, port), Handler)
    receiver = Receiver(port=server.server_port)
    if authority is not None:
        context = authority.context()
        context.sni_callback = lambda _socket, name, _context: receiver.names.append(name)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
