"""The last two steps of applying: the documents, each handed in or taken from the folder, and a look over all before sending."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from linli.cases.access import show_once
from linli.cases.errors import InvalidInput
from linli.catalogue.services import Material
from linli.problem import Fault, Problem

from ..actions import drafting
from ..errors import FormChanged, NoSuchDraft
from ..models import Document
from ..queries.answers_shown import answered
from ..queries.drafts import Filling
from ..queries.prefill import documents_fitting
from .home import home_of, kept

# What may run out, and is therefore asked until when it is valid.
_RUN_OUT = ("id_card", "certificate", "licence", "contract", "medical", "proof", "property")


@dataclass
class Asked:
    """A material on the page: what is handed in for it, what of the folder fits, and what stands against it."""

    material: Material
    held: list[Document]
    fitting: list[Document]
    said: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def runs_out(self) -> bool:
        return bool(self.material.valid_for) or self.material.sample in _RUN_OUT


def documents_page(request: HttpRequest, filling: Filling) -> HttpResponse:
    if request.method != "POST":
        return _page(request, filling)
    try:
        if _changed(request, filling):
            return redirect(f"{request.path}#{request.POST.get('about', '')}")
    except Problem as problem:
        return _page(request, filling, problem, request.POST.get("about", ""), problem.status)
    drafting.save_step(filling.actor, filling.draft.pk, {}, reached=filling.last - 1)
    if "back" in request.POST:
        return redirect("applications:step", filling.draft.pk, filling.last - 2)
    if "later" in request.POST:
        messages.success(request, kept(filling.actor))
        return redirect(home_of(filling.actor))
    missing = [fault for fault in filling.faults() if fault.field.startswith("material.")]
    if missing and filling.guide.spec.consent != "promise":
        return _page(request, filling, status=422, missing=missing)
    return redirect("applications:step", filling.draft.pk, filling.last)


def _changed(request: HttpRequest, filling: Filling) -> bool:
    """Hand in, choose or take out what the form says; whether it said anything of that. Raises as the actions do."""
    asked = {one.id: one for one in filling.materials}
    material = asked.get(request.POST.get("about", ""))
    if material is None:
        return False
    if "take_out" in request.POST:
        drafting.take_out(filling.actor, filling.draft.pk, material.id, _key(request.POST["take_out"]))
        return True
    if "choose" in request.POST:
        drafting.choose_document(filling.actor, filling.draft.pk, material, _key(request.POST["choose"]))
        return True
    if "date_it" in request.POST:
        until = _day(request.POST.get("valid_until", ""))
        drafting.date_document(filling.actor, filling.draft.pk, material, _key(request.POST.get("document", "")), until)
        return True
    files = request.FILES.getlist("files")
    if files:
        drafting.add_document(filling.actor, filling.draft.pk, material, files)
        return True
    if "hand_in" in request.POST:
        message = _("Please choose a photo or a PDF of “%(name)s” first.")
        raise InvalidInput([Fault(f"material.{material.id}", message % {"name": material.name})])
    return False


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        message = _("“%(value)s” is no day; please write it like 2026-01-31.")
        raise InvalidInput([Fault("valid_until", message % {"value": text[:20]}, text[:20])]) from None


def _page(
    request: HttpRequest, filling: Filling, problem: Problem | None = None, about: str = "", status: int = 200,
    missing: list[Fault] | None = None,
) -> HttpResponse:  # fmt: skip
    from .apply import page, refused

    account = filling.actor.account if filling.actor.kind == "resident" else None
    photos = [one for one in filling.materials if one.needs == "photo"]
    fitting = documents_fitting(account, filling.guide.code, photos) if account else {}
    said = filling.said_of([f"material.{one.id}" for one in photos])
    asked = []
    for one in photos:
        held = filling.documents.get(one.id, [])
        offered = [document for document in fitting.get(one.id, []) if document.pk not in {have.pk for have in held}]
        faults = [fault.message for fault in refused(problem)] if problem and about == one.id else []
        faults += [fault.message for fault in missing or () if fault.field == f"material.{one.id}"]
        asked.append(Asked(one, held, offered, said.get(f"material.{one.id}", ""), faults))
    context = {
        "asked": asked, "faults": [text for one in asked for text in one.faults],
        "looked_up": [one for one in filling.materials if one.needs == "data"],
        "originals": [one for one in filling.materials if one.needs == "original"],
        "hand_in_words": {"sending": _("Sending …")},
    }  # fmt: skip
    return page(request, filling, filling.last - 1, "applications/apply/documents.html", context, status)


# Sending


def send_page(request: HttpRequest, filling: Filling) -> HttpResponse:
    if request.method != "POST":
        return _look_over(request, filling)
    if "back" in request.POST:
        return redirect("applications:step", filling.draft.pk, filling.last - 1)
    try:
        if signature := request.FILES.get("signature"):
            drafting.keep_consent(filling.actor, filling.draft.pk, signature)
        sent = drafting.send(filling.actor, filling.draft.pk, promise=request.POST.get("promise") == "1")
    except NoSuchDraft:
        # Sent a moment ago, by a tap before this one.
        raise
    except FormChanged:
        return redirect("applications:step", filling.draft.pk, 1)
    except Problem as problem:
        # As it is by now: the consent may have been given with this very request.
        draft = drafting.draft_of(filling.actor, filling.draft.pk)
        return _look_over(request, Filling(filling.actor, draft), problem)
    if filling.case is not None:
        messages.success(request, _("Corrected and handed in again. The clock runs on."))
    if filling.actor.kind == "staff" and filling.case is None:
        answer = redirect("applications:helped", sent.case.code)
        show_once(answer, sent.case, sent.receipt, f"/desk/help/{sent.case.code}")
        return answer
    if filling.actor.kind == "staff":
        return redirect(sent.case.desk_address)
    return redirect("applications:follow", sent.case.code)


def _look_over(request: HttpRequest, filling: Filling, problem: Problem | None = None) -> HttpResponse:
    from .apply import page, refused

    promising = filling.guide.spec.consent == "promise" and filling.case is None
    faults = refused(problem) if problem else filling.faults(promise=promising and request.method != "POST")
    context: dict[str, Any] = {
        "answered": [
            (group, inside, filling.groups.index(group) + 1)
            for group, inside in answered(filling.guide.spec, filling.draft.district_id, filling.kept)
        ],
        "documents": [(one, filling.documents.get(one.id, [])) for one in filling.materials if one.needs != "data"],
        "faults": [(fault.message, filling.step_of(fault)) for fault in faults],
        "promising": promising, "promised": request.POST.get("promise") == "1", "tried": request.method == "POST",
    }  # fmt: skip
    status = problem.status if problem else 200
    return page(request, filling, filling.last, "applications/apply/send.html", context, status)
