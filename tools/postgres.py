"""A private PostgreSQL that lives in a temporary directory, for tests and benchmarks.

python tools/postgres.py run COMMAND…     runs COMMAND with DATABASE_URL set, then takes the cluster away
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

SAFE_TO_LOSE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
HOW_TO_GET_IT = "PostgreSQL was not found: apt-get install postgresql (as root), or put its programs on PATH"


class NoPostgres(Exception):
    """PostgreSQL is not installed, or did not start; the message says which and what would do."""


def programs() -> Path | None:
    """The folder of initdb and postgres: the newest of Debian's, else the one on PATH, else None."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True
    )
    on_path = shutil.which("initdb")
    found = [*debian, *([Path(on_path).resolve()] if on_path else [])]
    return next((path.parent for path in found if (path.parent / "postgres").exists()), None)


def unprivileged() -> str | None:
    """The account PostgreSQL has to run as: it refuses to be root. None when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise NoPostgres("PostgreSQL does not run as root, and there is no account `postgres` or `nobody`")


class Cluster:
    """One server reached by a socket in its own directory only, so that no port can be taken.

    With `durable` it writes as carefully as in production: for benchmarks, which must not flatter.
    """

    def __init__(self, *, durable: bool = False, settings: dict[str, str] | None = None) -> None:
        found = programs()
        if found is None:
            raise NoPostgres(HOW_TO_GET_IT)
        self.bin = found
        self.owner = unprivileged()
        self.settings = {} if durable else dict(SAFE_TO_LOSE)
        self.settings |= {"listen_addresses": "", "max_connections": "100"} | (settings or {})
        self.home = Path(tempfile.mkdtemp(prefix="linli-pg-"))
        self.server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """What DATABASE_URL has to say."""
        return f"postgres://linli@{quote(str(self.home), safe='')}:5432/postgres"

    def start(self) -> Cluster:
        """Make the cluster and wait until it answers."""
        if self.owner:
            shutil.chown(self.home, self.owner)
        tables = self.home / "tables"
        self._run("initdb", "-D", str(tables), "-U", "linli", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        with (self.home / "log").open("wb") as log:
            self.server = subprocess.Popen(
                [self.bin / "postgres", "-D", tables, "-k", self.home, *options],
                stdout=log, stderr=log, user=self.owner, cwd="/",
                start_new_session=True,  # Ctrl-C is for the tests; they end us in order
            )  # fmt: skip
        self._await_answer()
        return self

    def stop(self) -> None:
        """End the server and remove its directory."""
        if self.server is not None:
            self.server.terminate()
            try:
                self.server.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self.server.send_signal(2)
                self.server.wait(timeout=20)
            self.server = None
        shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self) -> Cluster:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.stop()

    def client(self, program: str, *arguments: str, told: str | None = None) -> str:
        """What one of PostgreSQL's programs prints that asks this server; `told` is its input."""
        where = ["-h", str(self.home), "-U", "linli"]
        done = subprocess.run([self.bin / program, *where, *arguments], input=told, capture_output=True, text=True)
        if done.returncode:
            raise NoPostgres(f"{program} failed:\n{done.stderr or done.stdout}")
        return done.stdout

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.bin / program, *arguments], user=self.owner, cwd="/", capture_output=True, text=True
        )
        if done.returncode:
            self.stop()
            raise NoPostgres(f"{program} failed:\n{done.stderr or done.stdout}")

    def _await_answer(self, seconds: float = 30) -> None:
        until = time.monotonic() + seconds
        ready = [str(self.bin / "pg_isready"), "-q", "-h", str(self.home)]
        while subprocess.run(ready).returncode:
            if time.monotonic() > until or self.server is None or self.server.poll() is not None:
                told = (self.home / "log").read_text(errors="replace")
                self.stop()
                raise NoPostgres(f"PostgreSQL did not start:\n{told[-2000:]}")
            time.sleep(0.05)


def main(arguments: list[str]) -> int:
    """`run COMMAND…` beside a cluster; its exit code."""
    if len(arguments) < 2 or arguments[0] != "run":
        print(__doc__)
        return 2
    try:
        with Cluster() as cluster:
            return subprocess.run(arguments[1:], env=os.environ | {"DATABASE_URL": cluster.url}).returncode
    except NoPostgres as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
