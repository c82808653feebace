"""What can be wrong with a look into the address book, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.problem import Problem


class DirectoryProblem(Problem):
    code = "directory_problem"


class NotThere(DirectoryProblem):
    code = "not_there"
    status = 404

    def __init__(self, what: str) -> None:
        super().__init__(_("Nobody of this name is in the address book: %(what)s.") % {"what": what[:40]})
