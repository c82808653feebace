"""A mail server for tests: speaks SMTP on 127.0.0.1, keeps what it takes, and can be unkind."""

from __future__ import annotations

import socketserver
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Event, Thread


class MailServer(socketserver.ThreadingTCPServer):
    """`refusing`: the answer to each recipient instead of 250. `dripping`: after EHLO it never comes to an end.

    `banner`: what it waits for before it says anything at all.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(
        self, refusing: str = "", dripping: bool = False, certificate: Path | None = None, banner: Event | None = None
    ) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.refusing, self.dripping, self.certificate = refusing, dripping, certificate
        self.banner = banner
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.encrypted: list[bool] = []
        self.left = Event()

    @property
    def url(self) -> str:
        return f"smtp://localhost:{self.server_address[1]}/?from=linli@example.invalid"


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    server: MailServer

    def handle(self) -> None:
        try:
            if self.server.banner:
                self.server.banner.wait()
            self.say("220 peer at your service")
            while line := self.rfile.readline():
                word = line.decode().strip()
                if word.upper() == "QUIT":
                    self.say("221 bye")
                    break
                self.answer(word)
        except OSError:
            pass
        finally:
            self.server.left.set()

    def say(self, words: str) -> None:
        self.connection.sendall(f"{words}\r\n".encode())

    def answer(self, word: str) -> None:
        verb = word.split(" ")[0].upper()
        if verb == "EHLO":
            self.greet()
        elif verb == "STARTTLS":
            self.encrypt()
        elif verb == "RCPT":
            self.server.recipients.append(word.split("<")[1].split(">")[0])
            self.say(self.server.refusing or "250 fine")
        elif verb == "DATA":
            self.say("354 go on")
            self.take()
            self.say("250 taken")
        else:
            self.say("250 fine")

    def greet(self) -> None:
        if self.server.dripping:
            # A line every now and then, well within the time of one step, for much longer than all may take.
            for _line in range(400):
                self.say("250-and another thing")
                Event().wait(0.02)
        offers = self.server.certificate and not isinstance(self.connection, ssl.SSLSocket)
        self.say("250-peer\r\n250 STARTTLS" if offers else "250 peer")

    def encrypt(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        assert self.server.certificate is not None
        context.load_cert_chain(self.server.certificate)
        self.say("220 begin")
        self.connection = self.request = context.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")

    def take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.server.mails.append(mail)
        self.server.encrypted.append(isinstance(self.connection, ssl.SSLSocket))


@contextmanager
def mail_server(
    *, refusing: str = "", dripping: bool = False, certificate: Path | None = None, banner: Event | None = None
) -> Iterator[MailServer]:
    """A server that listens until the end of the block."""
    with MailServer(refusing, dripping, certificate, banner) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


def certificate_for_localhost(folder: Path) -> Path:
    """A certificate that signs itself, with its key, in one file."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    at = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "localhost.pem"
    file.write_bytes(
        signed.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return file
