"""A real SMTP server for the tests: takes mail, refuses addresses, asks for patience, or hangs."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class PostOffice:
    """What arrived, and how the server behaves.

    refuses    addresses answered with 550.
    delays     addresses answered with 451, each so many times.
    most       mails after which it ends a connection; 0: it never does.
    hangs      whether it says nothing after a message has come in, which it keeps all the same.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[tuple[str, str]] = []
        self.refuses: set[str] = set()
        self.delays: dict[str, int] = {}
        self.hangs = False
        self.most = 0

    @property
    def to(self) -> list[str]:
        """Everybody who got a mail, once for each."""
        return sorted(to for _sender, to in self.envelopes)

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        session.mails = getattr(session, "mails", 0) + 1
        if self.most and session.mails > self.most:
            return "421 4.7.0 enough for one connection"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refuses:
            return "550 5.1.1 no such user"
        if self.delays.get(address, 0) > 0:
            self.delays[address] -= 1
            return "451 4.7.1 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos[0]))
        if self.hangs:
            await asyncio.sleep(3)
        return "250 taken"


@contextmanager
def opened(office: PostOffice, *, port: int) -> Iterator[PostOffice]:
    """The office's server, listening on a port of this machine."""
    controller = Controller(office, hostname="127.0.0.1", port=port, ready_timeout=20)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def use(settings: Any, *, port: int) -> None:
    """Send through this port from now on."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 2
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
