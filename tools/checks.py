"""Every check of the repository, one after the other, with what each took.

python tools/checks.py          code alone: format, rules, types, layers, translations, vendored files
python tools/checks.py all      and every test: on SQLite, on PostgreSQL, in a browser on both
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
NOTHING_COLLECTED = 5


@dataclass(frozen=True)
class Step:
    """One command. `may_be_empty`: pytest finding no test is no failure."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    may_be_empty: bool = False


def _pytest(marks: str, *more: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "-q", "-m", marks, *more]


ON_POSTGRES = {"LINLI_TEST_DB": "postgres"}
CODE = (
    Step("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
    Step("rules", [str(BIN / "ruff"), "check", "--quiet", "."]),
    Step("layers", [str(BIN / "lint-imports"), "--no-logo"]),
    Step("types", [str(BIN / "mypy")], {"LINLI_DATA": str(ROOT / "var/mypy")}),
    Step("translations", [sys.executable, "tools/messages.py", "check"]),
    Step("vendored files", [sys.executable, "tools/vendor.py", "check"]),
)
TESTS = (
    Step("tests on SQLite", _pytest("not browser", "-n", "2")),
    Step("tests on PostgreSQL", _pytest("not browser", "-n", "2"), ON_POSTGRES),
    Step("browser on SQLite", _pytest("browser"), may_be_empty=True),
    Step("browser on PostgreSQL", _pytest("browser"), ON_POSTGRES, may_be_empty=True),
)


def passes(step: Step) -> bool:
    """Run the step, its output going straight through."""
    print(f"\n── {step.name}", flush=True)
    code = subprocess.run(step.command, cwd=ROOT, env=os.environ | step.environment).returncode
    return code == 0 or (step.may_be_empty and code == NOTHING_COLLECTED)


def main(arguments: list[str]) -> int:
    """Run all steps even when one fails, so that one run tells everything; 1 if any failed."""
    began = time.monotonic()
    outcome: list[tuple[str, bool, float]] = []
    for step in (*CODE, *TESTS) if arguments == ["all"] else CODE:
        since = time.monotonic()
        outcome.append((step.name, passes(step), time.monotonic() - since))
    print()
    for name, good, seconds in outcome:
        print(f"{'passed' if good else 'FAILED'}  {seconds:7.1f} s  {name}")
    total = time.monotonic() - began
    print(f"        {total:7.1f} s  in all ({int(total // 60)} min {int(total % 60)} s)")
    return 0 if all(good for _, good, _ in outcome) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
