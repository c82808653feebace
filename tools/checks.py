"""Every check of the repository, with what each took.

python tools/checks.py          code alone: format, rules, types, layers, translations, vendored files
python tools/checks.py all      and every test: on SQLite, on PostgreSQL, in a browser on both
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Step:
    """One command, and what it is to find in its surroundings."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


class Outcome(NamedTuple):
    """Of a step, with the seconds it took."""

    name: str
    good: bool
    seconds: float


def _pytest(*which: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "-q", *which]


ON_POSTGRES = {"LINLI_TEST_DB": "postgres"}
# Whoever is done first takes from what lies before the other.
AT_ONCE = ("-n", "2", "--dist", "worksteal", "--ignore", "tests/browser")
BROWSER = ("tests/browser",)
# Only what nobody else wants of the processors: a story in a browser mostly waits, and is waited for.
LEFTOVERS = ["nice", "-n", "19"]
CODE = (
    Step("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
    Step("rules", [str(BIN / "ruff"), "check", "--quiet", "."]),
    Step("layers", [str(BIN / "lint-imports"), "--no-logo"]),
    Step("types", [str(BIN / "mypy")], {"LINLI_DATA": str(ROOT / "var/mypy")}),
    Step("translations", [sys.executable, "tools/messages.py", "check"]),
    Step("vendored files", [sys.executable, "tools/vendor.py", "check"]),
)
# What stands together runs at once.
ALL = (
    (*CODE, Step("empty databases", [sys.executable, "-m", "tests.migrated"])),
    (Step("tests on SQLite", _pytest(*AT_ONCE)),),
    (
        Step("tests on PostgreSQL", LEFTOVERS + _pytest(*AT_ONCE), ON_POSTGRES),
        Step("browser on SQLite", _pytest(*BROWSER)),
        Step("browser on PostgreSQL", _pytest(*BROWSER), ON_POSTGRES),
    ),
)


def passes(step: Step, into: IO[bytes] | None) -> bool:
    """Run the step, its output going straight through, or into a file."""
    done = subprocess.run(step.command, cwd=ROOT, env=os.environ | step.environment, stdout=into, stderr=into)
    return done.returncode == 0


def timed(step: Step, into: IO[bytes] | None = None) -> Outcome:
    began = time.monotonic()
    return Outcome(step.name, passes(step, into), time.monotonic() - began)


def at_once(steps: tuple[Step, ...]) -> list[Outcome]:
    """Run them side by side; what each printed follows in their order."""
    print(f"\n── {', '.join(step.name for step in steps)}", flush=True)
    if len(steps) == 1:
        return [timed(*steps)]
    with ExitStack() as open_files, ThreadPoolExecutor(len(steps)) as side_by_side:
        outputs = [open_files.enter_context(tempfile.TemporaryFile()) for _step in steps]
        outcome = list(side_by_side.map(timed, steps, outputs))
        for step, output in zip(steps, outputs, strict=True):
            output.seek(0)
            print(f"\n── {step.name}\n{output.read().decode(errors='replace')}", flush=True)
    return outcome


def main(arguments: list[str]) -> int:
    """Run all steps even when one fails, so that one run tells everything; 1 if any failed."""
    began = time.monotonic()
    outcome: list[Outcome] = []
    for together in ALL if arguments == ["all"] else (CODE,):
        outcome += at_once(together)
    print()
    for name, good, seconds in outcome:
        print(f"{'passed' if good else 'FAILED'}  {seconds:7.1f} s  {name}")
    total = time.monotonic() - began
    print(f"        {total:7.1f} s  in all ({int(total // 60)} min {int(total % 60)} s)")
    return 0 if all(one.good for one in outcome) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
