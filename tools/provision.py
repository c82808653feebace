"""Installs what tests and PDFs need beside Python: Chromium, PostgreSQL, R with its survey package, Chinese fonts.

    python tools/provision.py           everything, by apt-get where we are root on Debian; elsewhere says how
    python tools/provision.py fonts     the fonts alone; never fails

Needs nothing but the standard library: it runs before anything is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts")
FONT_NAMES = ("*CJK*", "PingFang*", "*SourceHan*")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = ("-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20", "-o", "DPkg::Lock::Timeout=120")


def _has_fonts() -> bool:
    folders = [*map(Path, FONT_FOLDERS), Path.home() / ".local/share/fonts"]
    return any(next(folder.rglob(name), None) for folder in folders if folder.is_dir() for name in FONT_NAMES)


def _has_postgres() -> bool:
    return bool(shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


def _has_r(package: str) -> bool:
    folders = map(Path, ("/usr/lib/R/site-library", "/usr/local/lib/R/site-library", "/usr/lib/R/library"))
    return bool(shutil.which("Rscript")) and any((folder / package).is_dir() for folder in folders)


def _has_browser() -> bool:
    return any(map(shutil.which, BROWSERS))


@dataclass(frozen=True)
class Need:
    """A Debian package, whether what it brings is already here, what is lost without it, and whether CI can do without."""

    package: str
    present: Callable[[], bool]
    without_it: str
    spares: bool = False


FONTS = Need("fonts-noto-cjk", _has_fonts, "PDFs and screenshots show boxes instead of Chinese characters")
NEEDS = (
    Need("chromium", _has_browser, "the browser tests are skipped"),
    Need(
        "chromium-headless-shell",
        lambda: bool(shutil.which("chromium-headless-shell")),
        "the browser tests take longer",
        spares=True,
    ),
    Need("postgresql", _has_postgres, "the tests on PostgreSQL are skipped"),
    Need("r-cran-survey", lambda: _has_r("survey"), "survey statistics are not compared with R's"),
    # By which R's survey fits weights within bounds.
    Need("r-cran-mass", lambda: _has_r("MASS"), "fitted weights are not compared with R's"),
    FONTS,
)


def _can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None and Path("/etc/debian_version").exists()


def _install(packages: list[str]) -> None:
    """Best effort: the caller looks afterwards at what is there."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    print(f"apt-get install {' '.join(packages)}", flush=True)
    # One after the other: a name that this system does not know spoils only its own.
    each = (["install", "-y", "-qq", "--no-install-recommends", package] for package in packages)
    for arguments in (["update", "-qq"], *each):
        try:
            subprocess.run(
                ["apt-get", *PATIENCE, *arguments],
                env=quiet,
                stdout=subprocess.DEVNULL,
                timeout=900,
                check=False,
            )
        except subprocess.TimeoutExpired:
            print(f"apt-get {arguments[0]} took over 15 minutes and was ended", file=sys.stderr)


def _complain(missing: list[Need]) -> None:
    line = "!" * 78
    print(line, file=sys.stderr)
    for need in missing:
        print(f"!! {need.package} is missing: {need.without_it}.", file=sys.stderr)
    names = " ".join(need.package for need in missing)
    print(f"!! Debian and Ubuntu: sudo apt-get install {names}", file=sys.stderr)
    print(line, file=sys.stderr)


def main(arguments: list[str]) -> int:
    """1 when, in CI, something is still missing; CI may skip nothing for a missing tool."""
    only_fonts = arguments == ["fonts"]
    needs = (FONTS,) if only_fonts else NEEDS
    missing = [need for need in needs if not need.present()]
    if missing and _can_install():
        _install([need.package for need in missing])
        missing = [need for need in missing if not need.present()]
    if missing:
        _complain(missing)
    in_ci = os.environ.get("CI", "").lower() in {"1", "true"}
    return 1 if any(not need.spares for need in missing) and in_ci and not only_fonts else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
