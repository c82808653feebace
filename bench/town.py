"""What is measured: a throwaway PostgreSQL with the demo district in it, and servers on loopback."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tools.postgres import Cluster

from .table import tell

ROOT = Path(__file__).resolve().parents[1]
PACK = "cuiping"
WORKERS = 2
# As one would set it on a machine of this size; durable, for a case once acknowledged has to stay.
SETTINGS = {
    "shared_buffers": "1GB", "effective_cache_size": "4GB", "maintenance_work_mem": "512MB",
    "max_wal_size": "16GB", "checkpoint_timeout": "30min", "random_page_cost": "1.1",
}  # fmt: skip


class Town:
    """The demo district on PostgreSQL; also where its files lie while the benchmark runs."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="linli-bench-"))
        self.cluster = Cluster(durable=True, settings=SETTINGS)

    def __enter__(self) -> Town:
        try:
            self.cluster.start()
            self._choose_surroundings()
            self._found()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_what: object) -> None:
        self.cluster.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    @property
    def dsn(self) -> str:
        """The database as libpq is told of it."""
        parts = urlsplit(self.cluster.url)
        return f"host={unquote(parts.hostname or '')} port={parts.port} user={parts.username} dbname={parts.path[1:]}"

    @property
    def database_pid(self) -> int:
        return self.cluster.server.pid if self.cluster.server else 0

    def _choose_surroundings(self) -> None:
        """Before Django reads its settings."""
        for name in [name for name in os.environ if name.startswith("LINLI_")]:
            del os.environ[name]
        os.environ |= {
            "DATABASE_URL": self.cluster.url, "LINLI_DATA": str(self.home), "DJANGO_SETTINGS_MODULE": "linli.settings",
            "LINLI_DEMO": "1", "LINLI_LOG": "ERROR",
        }  # fmt: skip

    def _found(self) -> None:
        """Migrate, load the pack and invent its year: the cases that all others are made after."""
        import django
        from django.utils import translation

        django.setup()
        translation.activate("zh-hans")
        from linli.running import set_up

        tell.log("founding the demo district and its invented year …")
        set_up([PACK], demo=True, told=lambda _words: lambda _done, _total: None)


def alone() -> dict[str, str]:
    """The environment of a process that shall not know this benchmark's database."""
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL" and name[:6] != "LINLI_"}


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    pid: int


def processor_seconds(pid: int) -> float:
    """What a process, the processes it started and those of them that ended have used of the cores; 0 off Linux."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            told = stat.read_text().rpartition(")")[2].split()
            if stat.parent.name == str(pid):
                total += sum(int(ticks) for ticks in told[11:15])
            elif told[1] == str(pid):
                total += int(told[11]) + int(told[12])
    return total / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def served(application: str = "", environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A server as `linli serve` starts it, or of another application with the same settings."""
    from linli.running import server_command

    port = free_port()
    command = server_command("127.0.0.1", port, WORKERS)
    if application:
        command[-1] = application
    process = subprocess.Popen(
        # What is refused on purpose, a thousand times, is no news.
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": path(), "LINLI_LOG": "ERROR"} | dict(environment or {}),
        start_new_session=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _await(process, port)
        yield Server(port, process.pid)
    finally:
        _end(process)


def path() -> str:
    """The bare application lies in this package, which is not installed."""
    return os.pathsep.join(part for part in (str(ROOT), os.environ.get("PYTHONPATH", "")) if part)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(process: subprocess.Popen[bytes], port: int, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError("the server did not begin to listen")


def _end(process: subprocess.Popen[bytes]) -> None:
    """The server and the workers it started, which share its session."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(5)


def run(arguments: list[str], environment: Mapping[str, str], seconds: float) -> subprocess.CompletedProcess[str]:
    """A command of this Python, its output kept. Raises with what it said if it fails."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=dict(environment), capture_output=True, text=True, timeout=seconds
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return done
