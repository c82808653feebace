"""Reading YAML and CSV so that every value remembers its line; what cannot be read becomes a mistake."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from .mistakes import Mistakes
from .never_kept import is_never_kept, why_not

# As deep as PyYAML's part in C can go without running out of its stack, with room to spare.
_DEEP = 2_000

Step = str | int
Steps = tuple[Step, ...]


@dataclass
class Document:
    """A file's content, and the line of each value in it. All scalars are text, as written."""

    file: str
    content: Any
    lines: dict[Steps, int] = field(default_factory=dict)

    def line(self, steps: Steps) -> int:
        """The line of a value, or of the nearest thing around it."""
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return self.lines.get(steps, 1)


def read_text(path: Path, mistakes: Mistakes, shown_as: str = "") -> str | None:
    """The text of a UTF-8 file, or None and a mistake."""
    name = shown_as or path.name
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = path.read_bytes()[: wrong.start].count(b"\n") + 1
        mistakes.add(name, line, "", _("This is not UTF-8 text. Please save the file as UTF-8."))
    except OSError as wrong:
        mistakes.add(name, 0, "", _("The file cannot be read: %(why)s.") % {"why": wrong.strerror})
    return None


def read_yaml(path: Path, mistakes: Mistakes, shown_as: str = "") -> Document | None:
    """A YAML file; None (and a mistake) when it cannot be read. `shown_as`: its name in mistakes, where it lies deeper."""
    name = shown_as or path.name
    text = read_text(path, mistakes, name)
    return None if text is None else parse_yaml(text, name, mistakes)


def parse_yaml(text: str, name: str, mistakes: Mistakes) -> Document | None:
    """YAML that is at hand already, as `read_yaml` reads a file of it."""
    document = Document(name, None)
    try:
        node = yaml.compose(text, Loader=_loader(text))
        document.content = [] if node is None else _built(node, (), document, mistakes, set())
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        why = " ".join(part for part in (wrong.context, wrong.problem) if part)
        message = _("This is not readable YAML: %(why)s.") % {"why": why}
        mistakes.add(name, mark.line + 1 if mark else 0, "", message)
        return None
    except (yaml.YAMLError, RecursionError) as wrong:
        mistakes.add(name, 0, "", _("This is not readable YAML: %(why)s.") % {"why": wrong})
        return None
    return document


def _loader(text: str) -> Any:
    """PyYAML's part in C, eight times as fast, where it was built with it. Nesting would kill it that Python only refuses,
    and there is no more of it than columns in a line and brackets in all."""
    could_be = max(map(len, text.splitlines()), default=0) + text.count("[") + text.count("{")
    return yaml.BaseLoader if could_be > _DEEP else getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def _built(node: yaml.Node, steps: Steps, document: Document, mistakes: Mistakes, seen: set[int]) -> Any:
    line = node.start_mark.line + 1
    document.lines[steps] = line
    # Repeating a part by alias could unfold one line into millions.
    if id(node) in seen:
        mistakes.add(document.file, line, dotted(steps), _("Please write this out instead of using a YAML alias (*)."))
        return None
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_built(item, (*steps, i), document, mistakes, seen) for i, item in enumerate(node.value)]
    assert isinstance(node, yaml.MappingNode)
    built: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, key_line = str(key_node.value), key_node.start_mark.line + 1
        if key in built:
            message = _("“%(key)s” is written twice. Please keep one.") % {"key": key}
            mistakes.add(document.file, key_line, dotted((*steps, key)), message)
        built[key] = _built(value_node, (*steps, key), document, mistakes, seen)
        document.lines[(*steps, key)] = key_line
    return built


def read_csv(
    path: Path, mistakes: Mistakes, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Document | None:
    """A CSV file with a header row; None (and a mistake) when its columns are not the known ones."""
    text = read_text(path, mistakes)
    if text is None:
        return None
    reader = csv.reader(io.StringIO(text, newline=""))
    document = Document(path.name, [])
    try:
        header = [name.strip() for name in next(reader, [])]
        if not _header_is_good(path.name, header, required, optional, mistakes):
            return None
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cells):
                continue
            if len(cells) != len(header):
                message = _("This row has %(found)d columns instead of %(wanted)d.")
                mistakes.add(path.name, line, "", message % {"found": len(cells), "wanted": len(header)})
                continue
            document.lines[(len(document.content),)] = line
            document.content.append({name: cell.strip() for name, cell in zip(header, cells, strict=True)})
    except csv.Error as wrong:
        mistakes.add(path.name, reader.line_num, "", _("This is not readable CSV: %(why)s.") % {"why": wrong})
        return None
    return document


def _header_is_good(
    file: str, header: list[str], required: tuple[str, ...], optional: tuple[str, ...], mistakes: Mistakes
) -> bool:
    missing = [name for name in required if name not in header]
    unknown = [name for name in header if name not in (*required, *optional)]
    for name in filter(is_never_kept, unknown):
        mistakes.add(file, 1, name, why_not(name))
    repeated = {name for name in header if header.count(name) > 1}
    for names, message in (
        (missing, _("These columns are missing: %(names)s.")),
        ([name for name in unknown if not is_never_kept(name)], _("These columns are not known: %(names)s.")),
        (sorted(repeated), _("These columns are there twice: %(names)s.")),
    ):
        if names:
            mistakes.add(file, 1, "", message % {"names": ", ".join(names)})
    return not (missing or unknown or repeated)


def dotted(steps: Steps) -> str:
    """A path for people: items are counted from 1."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in steps)


def without_empty(row: Mapping[str, str]) -> dict[str, str]:
    """A CSV row without its empty cells, so that defaults apply."""
    return {name: value for name, value in row.items() if value != ""}
