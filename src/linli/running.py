"""Set an installation up and start it: what `linli run` and `serve` do."""

from __future__ import annotations

import contextlib
import hashlib
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from linli.migrating import migrate
from linli.problem import Problem

if TYPE_CHECKING:
    from linli.places.models import District

DEMO_PASSWORD = "linli-demo"
# That each server process holds at once.
CONNECTIONS = 1000

Told = Callable[[str], Callable[[int, int | None], None]]


class AddressTaken(Problem):
    """Somebody else answers there, or the address is not this machine's."""

    code = "address_taken"

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            _("Nothing can be served at %(host)s port %(port)s: another program answers there, or the address is not this machine’s. Please end that program, or choose another port with --port.")
            % {"host": host, "port": port}
        )  # fmt: skip


def check_address(host: str, port: int) -> None:
    """Raise AddressTaken. Two servers would share a port without a word, each answering half of what comes."""
    try:
        family, kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as tried:
            # As a server does: what only waits to be forgotten is in nobody's way.
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError:
        raise AddressTaken(host, port) from None


def set_up(packs: Sequence[str], *, demo: bool, told: Told) -> None:
    """Migrate, collect static files, load the packs and their demo history; each only if it is not done yet."""
    step = told("Setting up")
    step(0, 3)
    migrate()
    step(1, 3)
    collect_static()
    step(2, 3)
    for pack in filter(_pack_is_new, packs):
        load(pack, demo=demo, told=told)
    step(3, 3)


def load(pack: str, *, dry_run: bool = False, demo: bool = False, told: Told) -> object:
    """Load a pack, and the year of invented cases if it is a demo and has none yet."""
    from linli.audit import actions as audit
    from linli.packs import load as load_pack
    from linli.people.actors import Actor
    from linli.places.models import District

    folder = pack_folder(pack)
    report = load_pack(folder, dry_run=dry_run)
    if dry_run:
        return report
    district = District.objects.get(code=report.district)
    if demo and district.demo and settings.LINLI_DEMO:
        _tell_year(district, folder, told)
    District.objects.filter(pk=district.pk).update(pack_digest=_digest(folder))
    if report.changed:
        audit.record(Actor.system(), "pack_loaded", district=district.code, data={"revision": report.revision})
    return report


def _tell_year(district: District, folder: Path, told: Told) -> None:
    """The cases and applications that the pack of a demo district has words for, each told once."""
    from linli.applications import history as of_applications
    from linli.cases import history as of_cases
    from linli.packs.projects import join_cases

    if of_cases.words_of(district):
        of_cases.tell_year(district, told=told("A year of invented cases"))
        join_cases(district, folder)
    if of_applications.is_told(district):
        of_applications.tell_year(district, told=told("A year of invented applications"))


def pack_folder(pack: str) -> Path:
    """The folder of a pack named by folder or by its short name in one of the packs' folders."""
    given = Path(pack)
    for folder in (given, *(root / pack for root in settings.LINLI_PACKS)):
        if (folder / "district.yaml").is_file():
            return folder
    return given


def _digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        whole.update(file.name.encode() + file.read_bytes())
    return whole.hexdigest()


def _pack_is_new(pack: str) -> bool:
    from linli.places.models import District

    folder = pack_folder(pack)
    return not District.objects.filter(pack_digest=_digest(folder)).exists()


def collect_static() -> None:
    """Gather static files under hashed names, if any is newer than the last time."""
    stamp = Path(settings.STATIC_ROOT) / "staticfiles.json"
    roots = [Path(__file__).parent]
    newest = max((f.stat().st_mtime for root in roots for f in root.glob("*/static/**/*") if f.is_file()), default=0)
    if not stamp.exists() or stamp.stat().st_mtime < newest:
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.touch()


def server_command(host: str, port: int, workers: int) -> list[str]:
    """Granian, WSGI, static files served by itself.

    What it calls backpressure are connections: a browser keeps its own open for half a minute after the last answer.
    """
    granian = Path(sys.executable).with_name("granian")
    return [
        str(granian), "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers),
        "--blocking-threads", "4", "--backlog", "2048", "--backpressure", str(CONNECTIONS), "--respawn-failed-workers", "--no-ws",
        "--static-path-route", "/static", "--static-path-mount", str(settings.STATIC_ROOT),
        "--static-path-expires", "31536000", "--log-level", "warning", "linli.wsgi:application",
    ]  # fmt: skip


def start_all(host: str, port: int, workers: int, say: Callable[[str], object]) -> int:
    """Run server and worker until one ends or the person stops them; returns the exit code. None of them outlives it."""
    allow_connections()
    # Each in a group of its own: a Ctrl-C reaches them once, through this process. Granian waits for ever if told twice.
    commands = (server_command(host, port, workers), [sys.executable, "-m", "linli", "work"])
    children = [subprocess.Popen(command, process_group=0) for command in commands]
    stopped: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda given, _frame: stopped.append(given))
    _greet(host, port, say)
    while not stopped and all(child.poll() is None for child in children):
        time.sleep(0.2)
    _end(children)
    return 0 if stopped else 1


def allow_connections() -> None:
    """Each is a file to the system, which lets a process have few of them unless it asks; children inherit it."""
    had, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + 1000
    if had != resource.RLIM_INFINITY and had < wanted:
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most)
        )


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask each to end, and see to it that it and what it started have."""
    for child in children:
        child.terminate()
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _greet(host: str, port: int, say: Callable[[str], object]) -> None:
    from linli.places.models import District

    address = f"http://{host}:{port}"
    say(f"\n邻里  {address}")
    for district in District.objects.order_by("code"):
        say(f"  {district.name}  {address}/{district.slug}/    公开 {address}/{district.slug}/open")
    say(f"  工作台  {address}/staff/sign-in    巡查 {address}/patrol/    API {address}/api/v1/openapi.json")
    people = demo_people()
    if people:
        say(f"\n演示账号（密码都是 {DEMO_PASSWORD}）")
        for person in people:
            say(f"  {person['username']:<12}{person['name']}  {person['role']}  {person['organisation']}")
    say("\nCtrl-C 结束。一次性验证码和短信会打印在这里。\n")


def demo_people() -> list[dict[str, str]]:
    """The demo accounts: username, name, role, organisation, district."""
    from linli.people.models import Position

    if not settings.LINLI_DEMO:
        return []
    rows = (
        Position.objects.filter(account__is_demo=True, account__username__isnull=False, account__district__demo=True)
        .select_related("account", "organisation")
        .order_by("account__district_id", "id")
    )
    return [
        {
            "username": str(row.account.username), "name": row.account.name, "role": str(row.get_role_display()),
            "role_id": row.role, "organisation": row.organisation.name if row.organisation else "",
            "organisation_code": row.organisation_id or "", "district": str(row.account.district_id),
        }
        for row in rows
    ]  # fmt: skip
