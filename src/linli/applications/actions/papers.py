"""What papers are typeset from: a pack's templates, each tried before it is taken, and kept in versions."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from linli.catalogue.actions import replace_versions
from linli.places.actions import Changes
from linli.places.models import District
from linli.problem import Problem

from ..models import PaperTemplate
from ..paper import fault_of

# A paper stands alone: typst would fetch a package from the network.
_BRINGS_IN = re.compile(r"(?<![\w.-])(import|include|eval|plugin)(?![\w-])")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


class BadPaper(Problem):
    """A template that cannot be printed from; `line` from 1, 0 for the whole of it."""

    code = "bad_paper"
    status = 422

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def check_paper(source: str, longest: int) -> None:
    """Try it on made-up decisions of every kind. Raises BadPaper."""
    if len(source) > longest:
        message = _("This template has %(length)d characters; at most %(most)d are possible.")
        raise BadPaper(0, message % {"length": len(source), "most": longest})
    bare = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), source)
    brought = _BRINGS_IN.search(bare)
    if brought:
        message = _("“%(word)s” is not possible here: a paper stands alone. Please write what it needs into this file.")
        raise BadPaper(bare[: brought.start()].count("\n") + 1, message % {"word": brought[1]})
    fault = fault_of(source)
    if fault is not None:
        line, why = fault
        raise BadPaper(line, _("This cannot be typeset: %(why)s") % {"why": why})


def replace_papers(district: District, sources: Mapping[str, str]) -> Changes:
    """Make the current templates those of the pack, by name. Decisions keep the version they were issued with."""
    wanted = {code: {"source": source} for code, source in sources.items()}
    return replace_versions(PaperTemplate, district, wanted, {"source"})
