"""What can be wrong with a survey, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.health.statistics.tables import UnfitTable
from linli.problem import Fault, Problem

from .sampling import ImpossibleDesign


class SurveyProblem(Problem):
    code = "survey_problem"


class NotYours(SurveyProblem):
    code = "not_yours"
    status = 403


class NotAnInterviewer(NotYours):
    code = "not_an_interviewer"

    def __init__(self) -> None:
        super().__init__(_("Questionnaires are filled in by the interviewers of the district."))


class NoSuchSurvey(SurveyProblem):
    """Also for those of other districts."""

    code = "no_such_survey"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no such survey here."))


class NoSuchInterview(SurveyProblem):
    code = "no_such_interview"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no such interview in this survey."))


class UnknownForm(SurveyProblem):
    code = "unknown_form"
    status = 404

    def __init__(self, form_id: str, version: str) -> None:
        super().__init__(
            _("There is no questionnaire “%(form)s”, version “%(version)s”. Please load the questionnaires again.")
            % {"form": form_id[:64], "version": version[:40]}
        )


class NotTheForm(SurveyProblem):
    """No XML, or with an element that the form does not have."""

    code = "not_the_form"
    status = 422

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message, field=field)


class NoInterviews(SurveyProblem):
    code = "no_interviews"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            _("This file holds no interviews of a tablet. It is made on the interviewer’s page under “Save what is not sent as a file”.")
        )  # fmt: skip


class InvalidAnswers(SurveyProblem):
    """Every answer that the questionnaire does not allow, each with its question."""

    code = "invalid_answers"
    status = 422

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(
            _("%(n)d answers are not as the questionnaire asks: %(first)s") % {"n": len(faults), "first": faults[0].message},
            faults=tuple(faults),
        )  # fmt: skip


class SaidOtherwise(SurveyProblem):
    """The same interview came again with other contents: nothing of it was kept."""

    code = "conflict"
    status = 409

    def __init__(self, instance: str, part: str) -> None:
        super().__init__(
            _("This interview (%(instance)s) was sent before with other contents: %(part)s. The first one counts; please tell whoever leads the survey.")
            % {"instance": instance, "part": part}
        )  # fmt: skip


@dataclass(frozen=True)
class FormFault:
    """One thing wrong with a questionnaire; `row` 0: not known."""

    sheet: str
    row: int
    message: str

    def __str__(self) -> str:
        if self.row:
            told = {"sheet": self.sheet, "row": self.row, "message": self.message}
            return _("Sheet %(sheet)s, row %(row)d: %(message)s") % told
        return self.message


class FaultyForm(SurveyProblem):
    code = "faulty_form"
    status = 422

    def __init__(self, faults: Sequence[FormFault]) -> None:
        self.form_faults = tuple(faults)
        super().__init__(str(faults[0]), faults=tuple(Fault("form", str(one)) for one in faults))


class NotNow(SurveyProblem):
    code = "not_now"
    status = 409


class WrongFile(SurveyProblem):
    """A table that cannot be read, or a row of it."""

    code = "wrong_file"
    status = 422

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(_("Line %(n)d: %(message)s") % {"n": line, "message": message} if line else message)


_DESIGNS: dict[str, Promise] = {
    "seed": gettext_lazy("The seed %(wanted)s is none; please give a whole number from 0 on."),
    "twice": gettext_lazy("The cluster code %(subject)s is in the frame twice."),
    "size": gettext_lazy("%(subject)s has the size %(there)s; a cluster to draw from has at least 1."),
    "no_plan": gettext_lazy("The plan says of no stratum how many are to be drawn."),
    "stratum_twice": gettext_lazy("The stratum “%(subject)s” is in the plan twice."),
    "no_such_stratum": gettext_lazy("There is no stratum “%(subject)s” in the frame."),
    "stratum_left_out": gettext_lazy("Nothing is drawn in the stratum “%(subject)s”; then the survey does not speak of its people. Please draw there too, or take it out of the frame."),
    "nothing": gettext_lazy("In “%(subject)s” at least one cluster and one person of each must be drawn."),
    "few_clusters": gettext_lazy("In “%(subject)s” %(wanted)s clusters are to be drawn, and there are %(there)s."),
    "short_list": gettext_lazy("%(subject)s has %(there)s on its list, fewer than the %(wanted)s to be drawn. Please put it together with a neighbour, or draw fewer."),
}  # fmt: skip


class CannotDraw(SurveyProblem):
    """A design that is impossible, named."""

    code = "impossible_design"
    status = 422

    def __init__(self, wrong: ImpossibleDesign) -> None:
        told = {"subject": wrong.subject, "wanted": wrong.wanted, "there": wrong.there}
        self.reason = wrong.reason
        super().__init__(str(_DESIGNS[wrong.reason]) % told)


_UNFIT: tuple[tuple[str, Promise], ...] = (
    (r"not a number", gettext_lazy("is empty or no number")),
    (r"below zero", gettext_lazy("is below zero")),
    (r"all weights together must be above zero", gettext_lazy("all weights together must be above zero")),
    (r"a stratum with a single cluster", gettext_lazy("a stratum with a single cluster tells nothing of how clusters differ; please choose what it counts for, or put it to another stratum")),
    (r"a cluster with a single unit", gettext_lazy("a cluster with a single person; please choose what it counts for, or draw more of it")),
    (r"fewer than the (?P<n>\S+) drawn in (?:stratum|cluster) (?P<where>.+)", gettext_lazy("is fewer than the %(n)s drawn in %(where)s")),
    (r"every stratum has a single cluster", gettext_lazy("every stratum has a single cluster")),
    (r"an outcome of 0 and 1", gettext_lazy("must be 0 or 1")),
    (r"one of these columns follows", gettext_lazy("one of these columns follows from the others")),
    (r"no estimate was reached", gettext_lazy("no estimate was reached: a column tells the outcome for certain")),
)  # fmt: skip


class CannotEstimate(SurveyProblem):
    """What the statistics refuse, so that there is no number: the column, the row and the value."""

    code = "cannot_estimate"
    status = 422

    def __init__(self, wrong: UnfitTable) -> None:
        why = wrong.why
        for pattern, sentence in _UNFIT:
            if found := re.search(pattern, wrong.why):
                why = str(sentence) % found.groupdict() if found.groupdict() else str(sentence)
                break
        told = {"column": wrong.column, "row": wrong.row, "value": wrong.value, "why": why}
        where = (
            _("%(column)s, row %(row)d (%(value)s): %(why)s.") if wrong.row else _("%(column)s (%(value)s): %(why)s.")
        )
        super().__init__(_("No figure can be given. ") + where % told)
