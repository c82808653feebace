"""What can be wrong with a pack: each mistake by file and line, and the refusal that carries them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.problem import Problem


@dataclass(frozen=True, order=True)
class Mistake:
    """One thing wrong. `line` counts from 1 (0: the whole file); `path` is where in it: 3.case.close."""

    file: str
    line: int
    path: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}  {self.path}  {self.message}" if self.path else f"{place}  {self.message}"


class PackRefused(Problem):
    """The pack has mistakes; nothing of it was loaded."""

    code = "pack_refused"
    status = 422

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        count = len(self.mistakes)
        message = ngettext(
            "The pack has %(count)d mistake; nothing was loaded.",
            "The pack has %(count)d mistakes; nothing was loaded.",
            count,
        )
        super().__init__(message % {"count": count})

    def __str__(self) -> str:
        return "\n".join([self.message, *map(str, self.mistakes)])


class Mistakes:
    """The mistakes found so far."""

    def __init__(self) -> None:
        self.found: list[Mistake] = []

    def add(self, file: str, line: int, path: str, message: str) -> None:
        self.found.append(Mistake(file, line, path, message))

    def raise_any(self) -> None:
        """Raises PackRefused if there is one."""
        if self.found:
            raise PackRefused(self.found)


def did_you_mean(value: str, known: Iterable[str]) -> str:
    """A sentence offering the nearest known value, or an empty string."""
    near = get_close_matches(value, list(known), n=1, cutoff=0.6)
    return _(" Did you mean “%(near)s”?") % {"near": near[0]} if near else ""
