"""Ways out of the house: a gateway takes one text for one address, and a key to tell repetitions by."""

from __future__ import annotations

import os
import smtplib
import sys
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate
from functools import cache
from pathlib import Path
from socket import SHUT_RDWR
from ssl import create_default_context
from threading import Event, Thread
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import orjson
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from linli import clock
from linli.people.vault import mask_phone

# Shorter than the lease, so that one slow answer does not make another worker hand the same text over.
TIMEOUT_SECONDS = 5


class GatewayError(Exception):
    """The text was not taken; it may be tried again."""


class Refused(GatewayError):
    """The text will never be taken, such as for a number that does not exist."""


class Gateway(Protocol):
    """One outside system. `send` returns when the text is taken; the same text again has the same key."""

    def send(self, key: str, channel: str, address: str, text: str) -> None:
        """Hand over one text. Raises Refused, or anything else if it may be tried again."""


class ConsoleGateway:
    """Prints each text, and appends it to outbox.log as a line of JSON: for trying Linli out."""

    def send(self, key: str, channel: str, address: str, text: str) -> None:
        line = {"at": clock.now(), "key": key, "channel": channel, "address": address, "text": text}
        handle = os.open(Path(settings.LINLI_DATA) / "outbox.log", os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        try:
            os.write(handle, orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
        finally:
            os.close(handle)
        sys.stdout.write(f"┌─ {channel} → {mask_phone(address)}\n│ {text}\n└─ {key}\n")
        sys.stdout.flush()


class SmtpGateway:
    """Sends e-mail through the server of LINLI_SMTP_URL.

    smtp://user:password@host:587/?from=linli@example.org (STARTTLS if offered), smtps:// for TLS from the start.
    `seconds`: how long one mail may take, from looking the server up to its last word.
    """

    def __init__(self, url: str, seconds: float = TIMEOUT_SECONDS) -> None:
        self.seconds = seconds
        parts = urlsplit(url)
        self.host, self.secure = parts.hostname or "localhost", parts.scheme == "smtps"
        self.port = parts.port or (465 if self.secure else 25)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.sender = parse_qs(parts.query).get("from", [self.user or f"linli@{self.host}"])[0]

    def send(self, key: str, channel: str, address: str, text: str) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = (
            self.sender,
            address,
            _("Linli: %(text)s") % {"text": text[:40]},
        )
        mail["Message-ID"], mail["Date"] = f"<{key}@linli>", formatdate()
        mail.set_content(text)
        talk = _Conversation(self, mail)
        talk.start()
        talk.join(self.seconds)
        if talk.is_alive():
            talk.hang_up()
        if talk.taken.is_set():
            return
        if talk.given_up.is_set():
            raise GatewayError(f"{self.host} took more than {self.seconds} s")
        if isinstance(talk.failure, smtplib.SMTPRecipientsRefused):
            code, reason = next(iter(talk.failure.recipients.values()))
            kind = Refused if code >= 500 else GatewayError
            raise kind(f"{code} {reason.decode(errors='replace')}") from talk.failure
        raise talk.failure or GatewayError(self.host)


class _Conversation(Thread):
    """One mail handed to the server. A time limit of smtplib's is for each step; a thread can be left as a whole."""

    def __init__(self, gateway: SmtpGateway, mail: EmailMessage) -> None:
        super().__init__(daemon=True)
        self.gateway, self.mail = gateway, mail
        self.server: smtplib.SMTP | None = None
        self.failure: Exception | None = None
        self.given_up = Event()
        self.taken = Event()

    def run(self) -> None:
        try:
            self._talk()
        except Exception as failure:  # told to whoever waits, in their own thread
            self.failure = failure

    def _talk(self) -> None:
        host, port, seconds = self.gateway.host, self.gateway.port, self.gateway.seconds
        # The server proves who it is before it is given a password or a text.
        context = create_default_context()
        if self.gateway.secure:
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=seconds, context=context)
        else:
            server = smtplib.SMTP(host, port, timeout=seconds)
        self.server = server
        with server:
            server.ehlo_or_helo_if_needed()
            if not self.gateway.secure and server.has_extn("starttls"):
                server.starttls(context=context)
            if self.gateway.user:
                server.login(self.gateway.user, self.gateway.password)
            if self.given_up.is_set():
                return
            server.send_message(self.mail)
            self.taken.set()

    def hang_up(self) -> None:
        """Say nothing more: what the server has not taken by now, it is not given behind our back."""
        self.given_up.set()
        line = self.server.sock if self.server else None
        if line is not None:
            with suppress(OSError):
                line.shutdown(SHUT_RDWR)


def gateway_for(channel: str) -> Gateway:
    """The gateway that LINLI_GATEWAYS names for a channel: console, smtp, or the dotted path of a class."""
    return _built(settings.LINLI_GATEWAYS[channel])


@cache
def _built(name: str) -> Gateway:
    if name == "console":
        return ConsoleGateway()
    if name == "smtp":
        return SmtpGateway(settings.LINLI_SMTP_URL)
    gateway: Gateway = import_string(name)()
    return gateway
