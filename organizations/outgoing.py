"""One POST to an address that a member named, to the very machine that was checked.

The name is resolved here, once, and the connection goes to what was checked: nobody resolves it a second
time, so a name that changes its mind in between changes nothing. The certificate is checked against the name.
No redirect is followed and no proxy of the environment is asked, since both would choose another machine.
Everything has an end: resolving, connecting, waiting, the whole, and what is read of an answer.

http.client writes and reads the messages; whose socket it is and how long it may take is decided here. The
larger libraries resolve inside their pools, and would have to be kept from proxies and redirects.
"""

from __future__ import annotations

import http.client
import io
import queue
import socket
import ssl
import threading
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from organizations.outgoing_rules import IPAddress, Rules, Target, checked, target_of

RESOLVE_S = 5.0

MOST_ADDRESSES = 4
"""Addresses of a name that are tried one after the other."""

EXCERPT = 200
"""Characters of a refusal that people get to see."""

Resolver = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True)
class Limits:
    """Seconds for each step and for the whole without the resolving; bytes of an answer with its headers."""

    connect_s: float = 5.0
    read_s: float = 10.0
    total_s: float = 15.0
    most_read: int = 65_536


LIMITS = Limits()


class NoAnswer(Exception):
    """Nothing that could be called an answer came back; `code` says how far it got."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TooLong(OSError):
    """The other side has said more than is listened to."""


@dataclass(frozen=True)
class Answer:
    """What a receiver said. excerpt: the beginning of what a refusal carried, without control characters."""

    status: int
    excerpt: str = ""

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


# --- Finding the machine ----------------------------------------------------------------------------------


def resolve(host: str, port: int) -> Sequence[str]:
    """All addresses of a name, as the system knows them; none for a name that is unknown.

    In a thread of its own: the system's resolver takes as long as somebody's name server wants it to.
    """
    answers: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
    threading.Thread(target=lambda: answers.put(_looked_up(host, port)), daemon=True).start()
    try:
        return answers.get(timeout=RESOLVE_S)
    except queue.Empty:
        return []


def _looked_up(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(address[0]) for *_kind, address in found]


def addresses_of(target: Target, *, rules: Rules, resolver: Resolver = resolve) -> tuple[IPAddress, ...]:
    """Where a target is, each address checked. Raises AddressRefused."""
    answers = [str(target.literal)] if target.literal else resolver(target.host, target.port)
    return checked(answers, rules=rules)


# --- Asking it --------------------------------------------------------------------------------------------


def post(
    url: str,
    *,
    body: bytes,
    headers: Mapping[str, str],
    rules: Rules,
    resolver: Resolver = resolve,
    limits: Limits = LIMITS,
) -> Answer:
    """Send `body` and say what was answered; redirects are answers like others.

    Raises AddressRefused for an address that may not be reached, and NoAnswer.
    """
    target = target_of(url, rules=rules)
    addresses = addresses_of(target, rules=rules, resolver=resolver)
    clock = _Clock(limits)
    try:
        with _connected(target, addresses, clock=clock) as connection:
            return _asked(target, _Wire(connection, clock=clock), body=body, headers=headers)
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer(_code_of(error)) from error


# The first that fits: several are kinds of OSError.
_CODES: tuple[tuple[type[Exception], str], ...] = (
    (TooLong, "too_long"),
    (ssl.SSLCertVerificationError, "certificate"),
    (TimeoutError, "timeout"),
    (ssl.SSLError, "tls"),
    (http.client.RemoteDisconnected, "closed"),
    (ConnectionRefusedError, "unreachable"),
    (ConnectionError, "closed"),
    (http.client.HTTPException, "no_http"),
    (OSError, "unreachable"),
)


def _code_of(error: Exception) -> str:
    return next(code for kind, code in _CODES if isinstance(error, kind))


def _connected(target: Target, addresses: Sequence[IPAddress], *, clock: _Clock) -> socket.socket:
    """A connection to the first of these addresses that takes one, under TLS with the name's certificate."""
    raw = _opened(addresses[:MOST_ADDRESSES], port=target.port, clock=clock)
    if target.scheme == "http":
        return raw
    try:
        raw.settimeout(clock.left(at_most=clock.limits.connect_s))
        return ssl.create_default_context().wrap_socket(raw, server_hostname=target.host)
    except BaseException:
        raw.close()
        raise


def _opened(addresses: Sequence[IPAddress], *, port: int, clock: _Clock) -> socket.socket:
    first, *others = addresses
    raw = socket.socket(socket.AF_INET if first.version == 4 else socket.AF_INET6, socket.SOCK_STREAM)
    try:
        raw.settimeout(clock.left(at_most=clock.limits.connect_s))
        raw.connect((str(first), port))
    except OSError:
        raw.close()
        if not others:
            raise
        return _opened(others, port=port, clock=clock)
    return raw


def _asked(target: Target, wire: _Wire, *, body: bytes, headers: Mapping[str, str]) -> Answer:
    conversation = http.client.HTTPConnection(target.host, target.port)
    conversation.auto_open = 0
    # All that is asked of a socket there: sendall, makefile and close.
    conversation.sock = cast("socket.socket", wire)
    conversation.putrequest("POST", target.path, skip_host=True, skip_accept_encoding=True)
    own = {"Host": target.authority, "Content-Length": str(len(body)), "Connection": "close"}
    for name, value in {**own, **headers}.items():
        conversation.putheader(name, value)
    conversation.endheaders(body)
    with conversation.getresponse() as response:
        is_refusal = not 200 <= response.status < 300
        return Answer(response.status, _excerpt(response) if is_refusal else "")


def _excerpt(response: http.client.HTTPResponse) -> str:
    """The first words of a refusal, if they come; that they do not come changes nothing."""
    try:
        beginning = response.read1(4 * EXCERPT)
    except (OSError, ValueError, http.client.HTTPException):
        return ""
    return readable(beginning)


def readable(raw: bytes) -> str:
    """At most 200 characters on one line, of which none steers a terminal, a line or a direction."""
    text = raw.decode("utf-8", "replace")
    visible = "".join(" " if unicodedata.category(sign).startswith("C") else sign for sign in text)
    return " ".join(visible.split())[:EXCERPT]


# --- Having an end ----------------------------------------------------------------------------------------


class _Clock:
    """How long the next step of a conversation may take, so that the whole ends in time."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.deadline = time.monotonic() + limits.total_s

    def left(self, *, at_most: float) -> float:
        """Seconds for the next step. Raises TimeoutError when there are none."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time for the whole is over")
        return min(left, at_most)


class _Wire:
    """A socket that keeps the deadline of the whole, however slowly the other side drips."""

    def __init__(self, connection: socket.socket, *, clock: _Clock) -> None:
        self.connection = connection
        self.clock = clock

    def sendall(self, data: bytes) -> None:
        self.connection.settimeout(self.clock.left(at_most=self.clock.limits.read_s))
        self.connection.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self.connection, clock=self.clock))

    def close(self) -> None:
        """Whoever opened the connection closes it: the answer is still being read."""


class _Incoming(io.RawIOBase):
    """What comes in, as long as there is time and room. Raises TimeoutError and TooLong when there is not."""

    def __init__(self, connection: socket.socket, *, clock: _Clock) -> None:
        self.connection = connection
        self.clock = clock
        self.room = clock.limits.most_read

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.room <= 0:
            raise TooLong
        self.connection.settimeout(self.clock.left(at_most=self.clock.limits.read_s))
        count = self.connection.recv_into(memoryview(buffer)[: self.room])
        self.room -= count
        return count
