"""What can be wrong in the editors' part of the portal, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from linli.problem import Fault, Problem


class PortalProblem(Problem):
    code = "portal_problem"


class NotAnEditor(PortalProblem):
    """Who enters figures holds a position as an editor of a district."""

    code = "not_an_editor"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("Only editors of the district can enter figures here."))


class WrongFigures(PortalProblem):
    """Every fault of a form or a file; nothing of it was taken."""

    code = "wrong_figures"
    status = 422

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults[0].message, faults=tuple(faults))


class NoSuchChannel(PortalProblem):
    """The district has no channel of that code, or not any more."""

    code = "no_such_channel"
    status = 404

    def __init__(self, code: str) -> None:
        super().__init__(_("There is no channel “%(code)s” in this district.") % {"code": code[:40]})


class NoSuchArticle(PortalProblem):
    """Not there, or not published."""

    code = "no_such_article"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no such article, or it is no longer published."))
