"""Fetches the front-end libraries that are shipped with Linli: `npm pack`, then only the files we serve.

python tools/vendor.py          fetch what is missing
python tools/vendor.py check    compare what is there with the digests in VENDORED.md
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SERVED = ROOT / "src/linli/web/static/vendor"
FOR_TESTS = ROOT / "tests/browser/vendor"
HOW_THEY_CAME = "As published, less pointers to source maps; by `python tools/vendor.py`, not edited by hand."


@dataclass(frozen=True)
class Library:
    """A package of the npm registry; `files` maps its paths to ours."""

    name: str
    version: str
    licence: str
    purpose: str
    into: Path
    files: dict[str, str]

    @property
    def folder(self) -> Path:
        return self.into / f"{self.name.removesuffix('.org')}-{self.version}"


LEAFLET_IMAGES = ("layers.png", "layers-2x.png", "marker-icon.png", "marker-icon-2x.png", "marker-shadow.png")
LIBRARIES = (
    Library(
        "htmx.org", "2.0.11", "0BSD", "parts of a desk page renewed without a reload", SERVED,
        {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE"},
    ),
    Library(
        "leaflet", "1.9.4", "BSD-2-Clause", "maps, drawn on canvas", SERVED,
        {"dist/leaflet.js": "leaflet.js", "dist/leaflet.css": "leaflet.css", "LICENSE": "LICENSE"}
        | {f"dist/images/{image}": f"images/{image}" for image in LEAFLET_IMAGES},
    ),
    Library(
        "echarts", "6.1.0", "Apache-2.0", "curves of measured values and charts of bulletins; lines, bars and pies only", SERVED,
        {"dist/echarts.simple.min.js": "echarts.simple.min.js", "LICENSE": "LICENSE", "NOTICE": "NOTICE", "licenses/LICENSE-d3": "LICENSE-d3"},
    ),
    Library(
        "axe-core", "4.14.1", "MPL-2.0", "accessibility rules, run by the browser tests", FOR_TESTS,
        {"axe.min.js": "axe.min.js", "LICENSE": "LICENSE", "LICENSE-3RD-PARTY.txt": "LICENSE-3RD-PARTY.txt"},
    ),
)  # fmt: skip


def fetch(library: Library) -> None:
    """Write the library's files, as published, into its folder."""
    with tempfile.TemporaryDirectory() as scratch:
        asked = f"{library.name}@{library.version}"
        subprocess.run(["npm", "pack", "--silent", asked], cwd=scratch, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(Path(scratch).glob("*.tgz"))) as package:
            for theirs, ours in library.files.items():
                member = package.extractfile(f"package/{theirs}")
                if member is None:
                    raise SystemExit(f"{asked} has no {theirs}")
                target = library.folder / ours
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(_without_source_map(ours, member.read()))


def _without_source_map(name: str, content: bytes) -> bytes:
    """The pointer to a source map we do not ship would make static collection fail."""
    if not name.endswith(".js"):
        return content
    lines = content.rstrip().split(b"\n")
    return b"\n".join(line for line in lines if not line.startswith(b"//# sourceMappingURL=")) + b"\n"


def digests(library: Library) -> dict[str, str]:
    """SHA-256 of each file that is there, by its path in the folder."""
    paths = (library.folder / ours for ours in library.files.values())
    return {
        str(path.relative_to(library.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
        if path.exists()
    }


def page(folder: Path) -> str:
    """VENDORED.md of a folder."""
    parts = [f"# Vendored\n\n{HOW_THEY_CAME}\n"]
    for library in (library for library in LIBRARIES if library.into == folder):
        parts.append(f"\n## {library.name} {library.version}\n\n{library.licence}: {library.purpose}.\n\n")
        parts.append("| file | SHA-256 |\n| --- | --- |\n")
        for name, digest in digests(library).items():
            parts.append(f"| `{library.folder.name}/{name}` | `{digest}` |\n")
    return "".join(parts)


def main(arguments: list[str]) -> int:
    """Fetch, or check; 1 when a file differs from what was fetched."""
    folders = sorted({library.into for library in LIBRARIES})
    if arguments == ["check"]:
        changed = [folder for folder in folders if (folder / "VENDORED.md").read_text() != page(folder)]
        for folder in changed:
            print(f"{folder}: differs from its VENDORED.md")
        return 1 if changed else 0
    for library in LIBRARIES:
        if len(digests(library)) < len(library.files):
            print(f"fetching {library.name} {library.version}")
            fetch(library)
    for folder in folders:
        (folder / "VENDORED.md").write_text(page(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
