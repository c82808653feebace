"""A whole installation for browser tests: `linli run` as an operator starts it, in a directory and database of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

from tests import migrated
from tests.conftest import chromium

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 240
# Of the thousands of cases and cards that the demos tell of, so many are enough for a story.
ENOUGH = {"cases": 300, "deaths": 150, "tumours": 100, "events": 120}
# Chromium asks its maker's hosts at every start unless told not to; as root it has no sandbox.
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


class Installation:
    """Where it answers, and what it sent."""

    def __init__(self, address: str, folder: Path, environment: dict[str, str]) -> None:
        self.address, self.folder, self.environment = address, folder, environment

    def does(self, script: str) -> str:
        """What a program prints that is run beside it, in the same surroundings."""
        setting_up = "import django; django.setup()"
        done = subprocess.run(
            [sys.executable, "-c", f"{setting_up}\n{script}"], cwd=ROOT, env=self.environment, capture_output=True, text=True,
            timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def get(self, path: str) -> Any:
        """What the API answers."""
        with urllib.request.urlopen(self.address + path, timeout=20) as answer:
            return json.load(answer)

    def has_official_accounts(self, *listed: dict[str, Any]) -> None:
        """On WeChat, from now on: as LINLI_WECHAT lists them."""
        (self.folder / "wechat.yaml").write_text(json.dumps(listed), encoding="utf-8")

    def texts_to(self, phone: str) -> list[str]:
        """The text messages handed to the console gateway for a phone."""
        lines = (self.folder / "outbox.log").read_text(encoding="utf-8").splitlines()
        return [told["text"] for told in map(json.loads, lines) if told["address"] == phone]

    def code_sent_to(self, phone: str) -> str:
        """The newest one to sign in with; the worker hands it over within a second or two."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            if (self.folder / "outbox.log").exists():
                # Six figures alone: a link has more, with letters around them.
                found = [re.search(r"(?<![0-9A-Za-z])\d{6}(?![0-9A-Za-z])", text) for text in self.texts_to(phone)]
                if codes := [one[0] for one in found if one]:
                    return codes[-1]
            time.sleep(0.1)
        raise AssertionError("no code was sent")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _paths() -> str:
    """Where the tests' settings are found."""
    return os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))


def _packs(folder: Path) -> str:
    """The packs as they are, but that their invented years are shorter."""
    packs = folder / "packs"
    shutil.copytree(ROOT / "packs", packs)
    for year in (*packs.glob("*/history.yaml"), *packs.glob("*/registries.yaml")):
        told = year.read_text(encoding="utf-8")
        for what, enough in ENOUGH.items():
            told = re.sub(rf"^{what}: \d+", f"{what}: {enough}", told, flags=re.MULTILINE)
        year.write_text(told, encoding="utf-8")
    return str(packs)


def _database(folder: Path) -> dict[str, str]:
    """On PostgreSQL a database of its own in the tests' cluster; else the SQLite file in the folder."""
    url = os.environ.get("DATABASE_URL", "")
    if "postgresql" not in str(settings.DATABASES["default"]["ENGINE"]):
        return {}
    name = f"linli_{folder.name.replace('-', '_')}_{os.getpid()}".lower()
    known = settings.DATABASES["default"]
    with psycopg.connect(
        host=known["HOST"], user=known["USER"], port=known["PORT"], dbname="postgres", autocommit=True
    ) as db:
        db.execute(f"CREATE DATABASE {name} TEMPLATE {migrated.TEMPLATE}".encode())
    return {"DATABASE_URL": f"{url.rsplit('/', 1)[0]}/{name}"}


@contextmanager
def running(folder: Path) -> Iterator[Installation]:
    """Start it, wait until it is ready, end it."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    accounts = folder / "wechat.yaml"
    accounts.write_text("[]")
    known = (
        os.environ
        | {"LINLI_DATA": str(folder), "PORT": str(port), "LINLI_WECHAT": str(accounts), "LINLI_PACKS": _packs(folder)}
        | {"DJANGO_SETTINGS_MODULE": "tests.browser.another_time", "PYTHONPATH": _paths()}
        | _database(folder)
    )
    known.pop("LINLI_SECRET", None)
    if "DATABASE_URL" not in known:
        migrated.copy(folder / "linli.sqlite3")
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "linli", "run", "--workers", "1"], cwd=ROOT, env=known, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    try:
        _wait_for(address, server, folder)
        yield Installation(address, folder, known)
    finally:
        _end(server)


def _end(server: subprocess.Popen[bytes]) -> None:
    """As an impatient operator ends it: Ctrl-C to all of the terminal, twice. Nothing that it started outlives it."""
    started = _descendants(server.pid)
    for _time in range(2):
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGINT)
    server.wait(30)
    left = [pid for pid in started if Path(f"/proc/{pid}").exists()]
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert not left, "server and worker end with what started them"


def _descendants(pid: int) -> list[int]:
    """The processes it started, and those that these did."""
    try:
        own = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return [*own, *(grandchild for child in own for grandchild in _descendants(child))]


def _wait_for(address: str, server: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    raise AssertionError("did not get ready:\n" + (folder / "server.log").read_text(errors="replace")[-3000:])


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium without all that a window on a screen would need, where that is installed: a third less work."""
    path = shutil.which("chromium-headless-shell") or chromium()
    # Playwright's loop runs in this thread; a database is asked between its steps, never within.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        started = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield started
        started.close()


@contextmanager
def window(
    of: Browser,
    installation: Installation,
    width: int,
    at: tuple[float, float] | None = None,
    *,
    by: str | None = None,
    elsewhere: tuple[str, ...] = (),
) -> Iterator[Page]:
    """A fresh browser window of a person; what it complains about, and any request elsewhere, fails the test.

    `by`: the browser it says it is; `elsewhere`: other addresses that may be asked.
    """  # fmt: skip
    context = of.new_context(
        base_url=installation.address, viewport={"width": width, "height": 844 if width < 600 else 900}, locale="zh-CN",
        timezone_id="Asia/Shanghai", has_touch=width < 600, user_agent=by,
        permissions=["geolocation", "clipboard-read", "clipboard-write"] if at else [],
        geolocation={"latitude": at[0], "longitude": at[1], "accuracy": 9} if at else None,
    )  # fmt: skip
    context.set_default_timeout(15_000)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("response", lambda answer: wrong.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None)
    page.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith((installation.address, "data:", "blob:", *elsewhere))
            else wrong.append(asked.url)
        ),
    )
    try:
        yield page
    finally:
        context.close()
    assert not wrong, wrong
