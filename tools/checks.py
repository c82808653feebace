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
# Of each row all lanes run at once; within a lane, one step after the other.
ALL: tuple[tuple[tuple[Step, ...], ...], ...] = (
    (*((step,) for step in CODE), (Step("empty databases", [sys.executable, "-m", "tests.migrated"]),)),
    (
        (Step("browser on SQLite", _pytest(*BROWSER)),),
        (Step("browser on PostgreSQL", _pytest(*BROWSER), ON_POSTGRES),),
        (
            Step("tests on SQLite", LEFTOVERS + _pytest(*AT_ONCE)),
            Step("tests on PostgreSQL", LEFTOVERS + _pytest(*AT_ONCE), ON_POSTGRES),
        ),
    ),
)


def timed(step: Step, into: IO[bytes]) -> Outcome:
    began = time.monotonic()
    done = subprocess.run(step.command, cwd=ROOT, env=os.environ | step.environment, stdout=into, stderr=into)
    return Outcome(step.name, done.returncode == 0, time.monotonic() - began)


def in_turn(lane: tuple[Step, ...]) -> list[Outcome]:
    """Run one step after the other; what each printed is shown when it ended."""
    outcome = []
    for step in lane:
        with tempfile.TemporaryFile() as output:
            outcome.append(timed(step, output))
            output.seek(0)
            print(f"\n── {step.name}\n{output.read().decode(errors='replace')}", flush=True)
    return outcome


def at_once(lanes: tuple[tuple[Step, ...], ...]) -> list[Outcome]:
    """Run the lanes side by side."""
    print(f"\n── {', '.join(step.name for lane in lanes for step in lane)}", flush=True)
    with ThreadPoolExecutor(len(lanes)) as side_by_side:
        return [one for lane in side_by_side.map(in_turn, lanes) for one in lane]


def main(arguments: list[str]) -> int:
    """Run all steps even when one fails, so that one run tells everything; 1 if any failed."""
    began = time.monotonic()
    outcome: list[Outcome] = []
    for lanes in ALL if arguments == ["all"] else (tuple((step,) for step in CODE),):
        outcome += at_once(lanes)
    print()
    for name, good, seconds in outcome:
        print(f"{'passed' if good else 'FAILED'}  {seconds:7.1f} s  {name}")
    total = time.monotonic() - began
    print(f"        {total:7.1f} s  in all ({int(total // 60)} min {int(total % 60)} s)")
    return 0 if all(one.good for one in outcome) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
