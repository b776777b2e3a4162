"""Respondents who walk the real forms over HTTP, with as little work of their own as can be.

Everybody reads the fields of a page from the page itself: nothing here knows the questionnaire. What a page
offers is the same for all of a function and level, so it is read once for each; answers, hidden fields and
addresses come from every single response. One connection a person, kept alive as a browser keeps it.
"""

from __future__ import annotations

import random
import re
import socket
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urlsplit

FUNCTIONS = ("executive", "sales", "marketing", "service", "operations", "finance", "hr", "it")
LEVELS = ("leader", "manager", "contributor")
_INPUT = re.compile(r'<input type="(?:radio|checkbox)" name="([^"]+)" value="([^"]*)"')
_OPENED = re.compile(r'name="opened" value="([0-9]+)"')
_LENGTH = re.compile(rb"content-length: *([0-9]+)", re.IGNORECASE)
_LOCATION = re.compile(rb"location: *([^\r]+)", re.IGNORECASE)

Offered = dict[str, list[str]]


@dataclass
class Log:
    """What one or more respondents met: seconds by kind of request, answers acknowledged, and what failed."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    answers: int = 0
    sent: int = 0
    errors: list[str] = field(default_factory=list)

    def add(self, other: Log) -> None:
        for kind, taken in other.seconds.items():
            self.seconds[kind] += taken
        self.answers += other.answers
        self.sent += other.sent
        self.errors += other.errors

    @property
    def requests(self) -> int:
        return sum(len(taken) for taken in self.seconds.values())


class Failed(RuntimeError):
    """The server answered something a respondent could not go on with."""


class Connection:
    """One keep-alive connection; times every request from its first byte sent to its last received."""

    def __init__(self, port: int, log: Log) -> None:
        self.port, self.log = port, log
        self.socket: socket.socket | None = None

    def get(self, kind: str, path: str) -> str:
        status, _head, body = self.ask(
            kind, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n\r\n"
        )
        self._expect(200, status, path)
        return body.decode()

    def post(self, kind: str, path: str, fields: list[tuple[str, str]]) -> str:
        """Send a form; returns the path it leads to."""
        status, head, _body = self.ask(kind, _form(path, fields, accept="text/html"))
        self._expect((302, 303), status, path)
        found = _LOCATION.search(head)
        if found is None:
            raise Failed(f"{path} leads nowhere")
        return urlsplit(found[1].decode()).path

    def save(self, kind: str, path: str, fields: list[tuple[str, str]]) -> None:
        """What the page's script sends while the page stays open."""
        status, _head, _body = self.ask(kind, _form(path, fields, accept="application/json"))
        self._expect(200, status, path)

    def ask(self, kind: str, request: str) -> tuple[int, bytes, bytes]:
        start = time.perf_counter()
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request.encode())
        head, body = _response(self.socket)
        self.log.seconds[kind].append(time.perf_counter() - start)
        if b"\r\nConnection: close" in head:
            self.close()
        return int(head[9:12]), head, body

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def _expect(self, wanted: int | tuple[int, ...], status: int, path: str) -> None:
        if status not in (wanted if isinstance(wanted, tuple) else (wanted,)):
            raise Failed(f"{path} answered {status}")


def _form(path: str, fields: list[tuple[str, str]], *, accept: str) -> str:
    body = urlencode(fields)
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    )


def _response(connection: socket.socket) -> tuple[bytes, bytes]:
    """Head and body of one response with a length."""
    received = b""
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += _more(connection)
    head, body = received[:end], [received[end + 4 :]]
    found = _LENGTH.search(head)
    missing = (int(found[1]) if found else 0) - len(body[0])
    while missing > 0:
        body.append(_more(connection))
        missing -= len(body[-1])
    return head, b"".join(body)


def _more(connection: socket.socket) -> bytes:
    part = connection.recv(65536)
    if not part:
        raise Failed("the server closed the connection in the middle of a response")
    return part


@dataclass
class Walker:
    """Somebody with an open link, who answers everything on every page, and then the next such person.

    scripted  a browser with JavaScript: the first answer of a page goes out at once, those given while it was
              on its way go together, and the form that leads on carries all of them once more. Without it the
              page is a plain form.
    """

    port: int
    link: str
    scripted: bool
    seed: int
    offers: dict[tuple[str, str, str], Offered] = field(default_factory=dict)
    log: Log = field(default_factory=Log)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.connection = Connection(self.port, self.log)

    def walk(self, *, until: float) -> None:
        """One person after the other until the clock (monotonic seconds) says so."""
        while time.monotonic() < until:
            try:
                self.answer_all(until=until)
            except (Failed, OSError) as error:
                self.log.errors.append(str(error))
                self.connection.close()

    def answer_all(self, *, until: float) -> None:
        function, level = self.chance.choice(FUNCTIONS), self.chance.choices(LEVELS, (1, 2, 7))[0]
        self.connection.get("first screen", self.link)
        page = self.connection.post("begin", self.link, [("function", function), ("level", level)])
        while not page.endswith("/review/"):
            page = self.answer_page(page, function=function, level=level)
            if time.monotonic() > until:
                return
        self.connection.get("review", page)
        self.connection.post("send", page.replace("/review/", "/send/"), [])
        self.log.sent += 1

    def answer_page(self, path: str, *, function: str, level: str) -> str:
        text = self.connection.get("page", path)
        offered = self.offered(text, path, function, level)
        given = [(name, self.chance.choice(values)) for name, values in offered.items()]
        opened = ("opened", _OPENED.findall(text)[0])
        signature: Iterator[list[tuple[str, str]]] = iter([])
        if self.scripted:
            signature = self.signed()
            for batch in (given[:1], given[1:]):
                if batch:
                    self.connection.save("save", path, [*next(signature), opened, *batch])
        fields = [*next(signature, []), opened, *given, ("go", "next")]
        following = self.connection.post("next", path, fields)
        self.log.answers += len(given)
        return following

    def signed(self) -> Iterator[list[tuple[str, str]]]:
        """How the page's script names its visit and numbers what it sends."""
        visit = f"{self.chance.getrandbits(64):016x}"
        number = 0
        while True:
            number += 1
            yield [("visit", visit), ("number", str(number))]

    def offered(self, text: str, path: str, function: str, level: str) -> Offered:
        """What the page offers under each name; "it should move" would ask for where to."""
        known = (path.rsplit("/", 2)[1], function, level)
        if known not in self.offers:
            found: Offered = defaultdict(list)
            for name, value in _INPUT.findall(text):
                if value != "move":
                    found[unescape(name)].append(unescape(value))
            self.offers[known] = dict(found)
        return self.offers[known]
