"""A mail server on the loopback that speaks SMTP (RFC 5321) and keeps what it was given; it can refuse."""

import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailServer:
    """`messages` in order of arrival. `recipient_answer` and `data_answer` replace the answers 250 to RCPT and to the
    end of DATA; `hang_up_in_data` closes the connection instead of answering the latter. `on_data` runs before it."""

    host: str
    port: int
    messages: list[EmailMessage] = field(default_factory=list)
    recipient_answer: str = "250 OK"
    data_answer: str = "250 OK"
    hang_up_in_data: bool = False
    on_data: object = None
    sessions: int = 0

    @property
    def subjects(self) -> list[str]:
        return [message["Subject"] for message in self.messages]


class _Session(socketserver.StreamRequestHandler):
    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        mail = self.server.mail
        mail.sessions += 1
        self.say("220 test server")
        while line := self.rfile.readline():
            verb = line.split(None, 1)[0].upper() if line.strip() else b""
            if verb in (b"EHLO", b"HELO", b"MAIL", b"RSET", b"NOOP"):
                self.say("250 OK")
            elif verb == b"RCPT":
                self.say(mail.recipient_answer)
            elif verb == b"DATA":
                self.say("354 go on")
                body = self.read_data()
                if mail.on_data:
                    mail.on_data()
                if mail.hang_up_in_data:
                    return
                if mail.data_answer.startswith("250"):
                    mail.messages.append(message_from_bytes(body, policy=policy.default))
                self.say(mail.data_answer)
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("502 not implemented")

    def read_data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def running_mail_server(port: int = 0):
    """A `MailServer` that answers until the block ends; port 0: any that is free."""
    with _Server(("127.0.0.1", port), _Session) as server:
        server.mail = MailServer(*server.server_address)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.mail
        finally:
            server.shutdown()
            thread.join()
