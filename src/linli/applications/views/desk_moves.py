"""The moves that reviewers make: those of the page itself, and the rarer ones, each with a form of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.cases.actions.seen import version_seen
from linli.cases.at_desk import desk_page, staff_page
from linli.cases.errors import NoSuchCase, NotNow, NotYours, Stale
from linli.cases.forms import Choice, Field, fields_of, given, keep_typed, show_faults
from linli.cases.lifecycle import Move
from linli.cases.models import Case
from linli.people.actors import Actor
from linli.problem import Fault, Problem

from ..actions import perform
from ..lifecycle import APPLICATION_MOVES, offered, parts_of
from ..queries.review_page import review_page
from ..queries.turn import OF_THE_APPLICANT, ON_THE_PAGE
from .desk import drawn
from .review_form import command_input, refused_form

# What somebody else did, or may do alone: said at the top, whatever the fields hold.
_MOVED_ON = (Stale, NotNow, NotYours)


@dataclass
class MoveForm:
    """The form of one of the rarer moves."""

    move: Move
    case: Case
    fields: dict[str, Field]
    lead: str = ""
    loose: list[str] = field(default_factory=list)

    @property
    def action(self) -> str:
        return reverse("applications:desk_move", args=[self.case.code, self.move.name])

    @property
    def grave(self) -> bool:
        return self.move.name in ("decline", "revoke")

    @property
    def faults(self) -> list[tuple[str, str]]:
        named = [(one.id, text) for one in self.fields.values() for text in one.faults]
        return [*named, *(("", text) for text in self.loose)]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def move(request: HttpRequest, actor: Actor, code: str, name: str) -> HttpResponse:
    rule = APPLICATION_MOVES.get(name)
    if rule is None or name in OF_THE_APPLICANT:
        raise Http404(name)
    if name in ON_THE_PAGE:
        return _from_the_page(request, actor, code, rule)
    case = review_page(actor, code).case
    if request.method != "POST":
        return _asked(request, actor, rule, case)
    try:
        perform(actor, code, name, given(rule.command, request.POST), _seen(request))
    except NoSuchCase:
        raise
    except Problem as problem:
        return _refused(request, actor, rule, review_page(actor, code).case, problem)
    return _done(request, case, rule, request.path)


def _from_the_page(request: HttpRequest, actor: Actor, code: str, rule: Move) -> HttpResponse:
    """With what was checked and remarked there; refused, the page again with all of it, each fault at its place."""
    page = review_page(actor, code)
    if request.method != "POST":
        return redirect(f"{page.case.desk_address}#decide")
    try:
        perform(actor, code, rule.name, command_input(rule.name, page, request.POST), _seen(request))
    except NoSuchCase:
        raise
    except Problem as problem:
        now = review_page(actor, code)
        form = refused_form(rule.name, now, request.POST, problem)
        return drawn(request, actor, now, form, problem.status, stale=isinstance(problem, Stale))
    return _done(request, page.case, rule, f"review-{page.case.code}")


def _seen(request: HttpRequest) -> int | None:
    return version_seen(request.POST.get("seen", ""))


def _done(request: HttpRequest, case: Case, rule: Move, draft: str) -> HttpResponse:
    """To the page, where the device forgets what it kept of what was written."""
    messages.success(request, _("Done: %(move)s") % {"move": rule.label}, extra_tags=draft)
    return redirect(case.desk_address)


# The rarer ones


def _asked(request: HttpRequest, actor: Actor, rule: Move, case: Case) -> HttpResponse:
    """The form on a page of its own, or as the dialog that the page loads it into."""
    form = form_for(rule, case)
    if not parts_of(actor, case) & rule.who:
        form.loose.append(NotYours(str(rule.label), rule.who_text).message)
    elif rule not in offered(actor, case):
        form.loose.append(_("This is not possible as the application stands now. Below you see how it stands."))
    context = {"form": form, "case": case, "offered": not form.loose}
    if request.headers.get("HX-Request"):
        return render(request, "applications/desk/review/move_form.html", {**context, "dialog": True})
    return desk_page(request, actor, "applications/desk/move.html", context)


def _refused(request: HttpRequest, actor: Actor, rule: Move, case: Case, problem: Problem) -> HttpResponse:
    moved_on = isinstance(problem, _MOVED_ON)
    form = form_for(rule, case, request.POST, () if moved_on else problem.faults)
    if moved_on or not problem.faults:
        form.loose.append(problem.message)
    context = {
        "form": form, "case": case, "changes": problem.extra.get("changes", []),
        "offered": rule in offered(actor, case), "stale": isinstance(problem, Stale), "refused": True,
    }  # fmt: skip
    return desk_page(request, actor, "applications/desk/move.html", context, problem.status)


def form_for(rule: Move, case: Case, typed: QueryDict | None = None, faults: Sequence[Fault] = ()) -> MoveForm:
    """The form; with `typed`, as it was sent, and with the faults beside their fields."""
    fields = fields_of(rule.command)
    wording = _WORDING.get(rule.name, Wording())
    wording.into(fields)
    if typed is not None:
        keep_typed(fields, typed)
    return MoveForm(rule, case, fields, str(wording.lead), show_faults(fields, faults))


@dataclass(frozen=True)
class Wording:
    """What the form of a move says beyond its command: a line above it, and of its fields the label, the hint, the choices."""

    lead: Promise | str = ""
    labels: Mapping[str, Promise | str] = field(default_factory=dict)
    hints: Mapping[str, Promise | str] = field(default_factory=dict)
    # By field; the first is chosen.
    choices: Mapping[str, Sequence[tuple[str, Promise | str]]] = field(default_factory=dict)

    def into(self, fields: dict[str, Field]) -> None:
        for name, label in self.labels.items():
            fields[name].label = str(label)
        for name, hint in self.hints.items():
            fields[name].hint = str(hint)
        for name, ways in self.choices.items():
            fields[name].kind, fields[name].choices = "choices", [Choice(value, str(label)) for value, label in ways]
            fields[name].choose(ways[0][0])


_WORDING = {
    "hand_down": Wording(
        gettext_lazy("The level below has it again; the clock goes on."),
        labels={"reason": gettext_lazy("What is to be looked at again")},
    ),
    "consult": Wording(
        gettext_lazy("For experts, a hearing or an examination on site. The clock stands still until they have answered."),
        labels={"reason": gettext_lazy("Whom you ask, and what")},
        hints={"reason": gettext_lazy("The applicant reads this too.")},
    ),
    "consulted": Wording(
        gettext_lazy("The clock runs on from where it stood."), labels={"text": gettext_lazy("What they said")}
    ),
    "decline": Wording(
        gettext_lazy("Only where it is not for us to accept at all. Something missing? Then please return it for correction."),
        hints={
            "reason": gettext_lazy("The applicant reads this. Which rule or whose matter it is, in plain words."),
            "next_door": gettext_lazy("An office, a telephone number, an address"),
        },
    ),
    "verify": Wording(
        gettext_lazy("The promise holds; the decision stays as it is."), labels={"text": gettext_lazy("How it was looked into")}
    ),
    "revoke": Wording(
        gettext_lazy("From then on the paper of the decision is not valid any more."),
        hints={"reason": gettext_lazy("It stands where the paper is looked up, and the applicant reads it.")},
    ),
    "deliver": Wording(
        labels={"how": gettext_lazy("How the applicant got it")},
        choices={
            "how": (
                ("counter", gettext_lazy("At the counter")), ("post", gettext_lazy("By post")), ("online", gettext_lazy("Seen online")),
            )
        },
    ),
    "urge": Wording(gettext_lazy("The level that has it is told at once.")),
    "note": Wording(gettext_lazy("Read by colleagues only, never by the applicant.")),
}  # fmt: skip
