"""What can be wrong with a notice or the wording of one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.problem import Problem


class NoticesProblem(Problem):
    """Base of this room's errors."""

    code = "notices_problem"


class UnknownTemplate(NoticesProblem):
    """A pack words a notice that there is not."""

    code = "unknown_notice_template"

    def __init__(self, value: str, known: list[str]) -> None:
        message = _("There is no notice “%(value)s”. Please use one of: %(known)s.")
        super().__init__(message % {"value": value[:40], "known": ", ".join(known)}, field=value)


class UnsuitableText(NoticesProblem):
    """A pack's wording is empty, too long, or names parts that no notice has."""

    code = "unsuitable_notice_text"

    def __init__(self, template: str, why: str) -> None:
        message = _("The text of notice “%(template)s” cannot be used: %(why)s")
        super().__init__(message % {"template": template[:40], "why": why}, field=template)


class NoSuchDelivery(NoticesProblem):
    """There is no such delivery, or it was sent in the meantime."""

    code = "no_such_delivery"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("This message is no longer in the list: it was sent, or is being tried again."))
