"""What can be wrong with a bulletin, in words for those who make them and those who read them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.problem import Problem


class BulletinProblem(Problem):
    code = "bulletin_problem"


class NoSuchBulletin(BulletinProblem):
    """Also for a draft, and at the desk for those of other districts."""

    code = "no_such_bulletin"
    status = 404

    def __init__(self, code: str = "") -> None:
        super().__init__(
            _("There is no bulletin “%(code)s” here. The list shows what is published.") % {"code": code[:40]}
        )


class NotForYou(BulletinProblem):
    code = "not_for_you"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("Bulletins are made by officers of disease control. Please ask your administrator."))


class NoSuchSource(BulletinProblem):
    code = "no_such_source"
    status = 404

    def __init__(self, key: str) -> None:
        super().__init__(
            _("Nothing to make a bulletin from is called “%(key)s”. Please choose from the list.") % {"key": key[:80]},
            field="source",
        )


class NothingToTell(BulletinProblem):
    """The source is there and has no figures yet."""

    code = "nothing_to_tell"
    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(
            _("“%(name)s” has no figures yet: they are there once its results are closed.") % {"name": name}
        )


class DraftThere(BulletinProblem):
    code = "draft_there"
    status = 409

    def __init__(self, title: str, version: int) -> None:
        super().__init__(
            _("“%(title)s” has version %(version)d under way. Please go on with it, or drop it first.")
            % {"title": title, "version": version}
        )


class SamePerson(BulletinProblem):
    code = "same_person"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("What one has written, another one looks through. Please ask a colleague to agree to it."))


class NotNow(BulletinProblem):
    code = "not_now"
    status = 409

    def __init__(self, wanted: str, state: str) -> None:
        super().__init__(
            _("“%(wanted)s” is not possible now, for it stands at “%(state)s”. The page shows what is possible.")
            % {"wanted": wanted, "state": state}
        )


class TablesDisagree(BulletinProblem):
    """The figures contradict each other: nothing is published from them."""

    code = "tables_disagree"
    status = 409

    def __init__(self, said: str) -> None:
        super().__init__(
            _("The figures contradict each other (%(said)s). Please have the source looked through first.")
            % {"said": said}
        )


class Altered(BulletinProblem):
    """What stands in the database is not what was agreed to."""

    code = "bulletin_altered"
    status = 503

    def __init__(self, title: str) -> None:
        super().__init__(
            _("“%(title)s” is not shown: its figures are no longer those that were agreed to. We are looking into it.")
            % {"title": title}
        )
