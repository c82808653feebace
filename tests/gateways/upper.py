"""An installation of its own, to be reported up to: real tables, real HTTP. Told what to do line by line.

python -m tests.gateways.upper PACK     each line of input is {"do": name, …} in JSON, and is answered by a line
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from tests import migrated


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_given: Any) -> None:
        pass


class Installation:
    """The server on a port that it keeps when it goes down and comes back."""

    def __init__(self) -> None:
        from linli.wsgi import application

        self.application, self.port = application, 0
        self.server: Server | None = None
        self.up()

    def up(self) -> int:
        self.server = Server(("127.0.0.1", self.port), Quiet)
        self.port = self.server.server_address[1]
        self.server.set_app(self.application)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self.port

    def down(self) -> None:
        assert self.server
        self.server.shutdown()
        self.server.server_close()


def at(when: str) -> None:
    from linli import clock

    clock.freeze(datetime.fromisoformat(when))


def key() -> str:
    from linli.gateways.exchange.peers import own_public

    return own_public()


def perform(by: str, code: str, move: str, given: dict[str, Any]) -> str:
    from linli.applications.actions import perform as make
    from linli.people.actors import Actor
    from linli.people.models import Account

    return make(Actor.of(Account.objects.get(username=by)), code, move, given).case.state


def work() -> int:
    from linli import clock
    from linli.gateways.exchange.actions import deliver_due

    return deliver_due(clock.now())


def cases(source_id: str) -> list[dict[str, Any]]:
    """Every application that came from below under that code, with all that is kept of it."""
    from linli.applications.file import ApplicationFile
    from linli.cases.models import Case, CaseEvent

    return [
        {
            "code": case.code, "state": case.state, "level": case.level, "organisation": case.organisation_id,
            "channel": case.channel, "source": case.source, "answers": (file := ApplicationFile.load(case)).answers,
            "documents": [_held(one) for one in file.handed_in()], "opinions": [one.name for one in file.opinions],
            "due": [one.due_at.isoformat() for one in case.deadlines.filter(kind="decide", state="running")],
            "kinds": list(CaseEvent.objects.filter(stream=case.pk).order_by("seq").values_list("kind", flat=True)),
            "number": next((one.number for one in case.decisions.all()), ""),
        }
        for case in Case.objects.filter(source_id=source_id)
    ]  # fmt: skip


def _held(one: Any) -> dict[str, Any]:
    from linli.applications import sealed_files

    page = one.document.pages.get()
    lying = sealed_files.stored(page.path).read_bytes()
    return {"material": one.material, "sha256": page.sha256, "sealed": lying != sealed_files.read(page.path)}


def unfolded() -> list[str]:
    from linli.cases.queries.replay import unfolded as differences

    return [str(one) for one in differences()]


def parcels(source_id: str) -> list[list[str]]:
    from linli.gateways.exchange.models import Parcel

    found = Parcel.objects.filter(case__source_id=source_id).order_by("id")
    return [list(one) for one in found.values_list("kind", "state", "last_error")]


def reports() -> list[dict[str, Any]]:
    """Every health report that came, by its number."""
    from linli.gateways.reporting.models import Incoming

    return [
        {
            "number": one.number, "kind": one.kind, "period": one.period, "version": one.version, "part": one.part, "parts": one.parts,
            "district": one.from_district, "ours": one.district_id, "counts": one.counts, "id": str(one.report),
        }
        for one in Incoming.objects.order_by("number")
    ]  # fmt: skip


def lose_report(number: int) -> int:
    """As when a database is put back to an older state."""
    from linli.gateways.reporting.models import Incoming

    return Incoming.objects.filter(number=number).delete()[0]


def reported_page(path: str, by: str) -> str:
    """What one of its officers reads at the desk."""
    from django.conf import settings
    from django.test import Client, override_settings

    from linli.people.models import Account
    from linli.people.sessions import BACKEND

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(Account.objects.get(username=by), backend=BACKEND)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain}):
        return client.get(path).content.decode()


def say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def main(pack: str) -> None:
    import django

    django.setup()
    from django.conf import settings

    from linli.packs import load

    migrated.copy(settings.DATABASES["default"]["NAME"])
    load(Path(pack))
    here = Installation()
    known: dict[str, Callable[..., Any]] = {
        "up": here.up, "down": here.down, "at": at, "key": key, "perform": perform, "work": work, "cases": cases,
        "unfolded": unfolded, "parcels": parcels, "load": lambda: load(Path(pack)).district,
        "reports": reports, "lose_report": lose_report, "reported_page": reported_page,
    }  # fmt: skip
    say({"port": here.port})
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer: dict[str, Any] = {"is": known[asked.pop("do")](**asked)}
        except Exception as error:  # told to the test, which knows what it expects
            answer = {"failed": f"{type(error).__name__}: {error}"}
        say(answer)


if __name__ == "__main__":
    main(sys.argv[1])
