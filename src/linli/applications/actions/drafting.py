"""Drafts: begin, keep each step, add and choose documents, send. What is typed is kept as it is; faults are named, nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.commands import ContactDetails
from linli.cases.errors import InvalidInput
from linli.cases.models import Case, State
from linli.catalogue.guides import Guide, guide, version_of
from linli.catalogue.services import Material
from linli.clock import now
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.people.vault import seal
from linli.problem import Fault

from .. import commands as c
from ..errors import FormChanged, NoSuchDraft, NotSignedIn
from ..file import sealed
from ..lifecycle import parts_of
from ..models import Application, Document, Draft, HandedIn
from ..queries.documents import theirs
from ..queries.drafts import Filling, answers_of
from ..queries.prefill import begun_with, documents_fitting, earlier, people_known
from .door import perform
from .folder import check_valid, keep_document
from .forgetting import forget
from .handing_in import check_may_help, hand_in

# What is typed into one field, or all of a draft, is not kept beyond these.
_LONGEST = 4000
_MOST = 400_000


@dataclass(frozen=True)
class Sent:
    """What sending a draft gave: the case, and for who was helped a receipt."""

    case: Case
    receipt: str = ""


def begin(actor: Actor, district: str, code: str, device: str, helped: ContactDetails | None = None) -> Draft:
    """A new draft of the present version, with what is known of a resident from before.

    Raises NotSignedIn, NotYours (staff of elsewhere, or with other work), NoSuchService.
    """
    if actor.account is None:
        raise NotSignedIn
    check_may_help(actor, district)
    at, shown = now(), guide(district, code)
    known = begun_with(shown.spec, earlier(actor.account, district)) if actor.kind == "resident" else {}
    return Draft.objects.create(
        id=uuid7(), district_id=district, account=actor.account, service_id=shown.id, begun_at=at, saved_at=at,
        device=device, helped_cipher=seal(helped.model_dump_json()) if helped else b"",
        answers_cipher=sealed(known) if known else b"", prefilled=sorted(known),
    )  # fmt: skip


@transaction.atomic
def begin_with_known(actor: Actor, district: str, code: str, device: str, number: str) -> Draft:
    """A new draft about somebody named before, by their ID number, with what of the folder fits best for everything asked."""
    draft = begin(actor, district, code, device)
    assert actor.account is not None
    spec, answers = version_of(draft.service_id).spec, answers_of(draft)
    person = next((one for one in people_known(earlier(actor.account, district)) if one["id_number"] == number), None)
    first = next((one.id for group in spec.form for one in group.fields if one.kind == "person"), "")
    if person and first:
        answers[first] = dict(person)
        draft.answers_cipher, draft.prefilled = sealed(answers), sorted(answers)
        draft.save(update_fields=["answers_cipher", "prefilled"])
    photos = [one for one in spec.asked_of_everyone if one.needs == "photo"]
    for material, fitting in documents_fitting(actor.account, code, photos).items():
        if fitting:
            _hand(draft, material, fitting[0])
    return draft


@transaction.atomic
def begin_correction(actor: Actor, case: Case, device: str) -> Draft:
    """The draft that corrects a returned application, filled with what it holds; the one there is, if it was begun.

    Raises NoSuchDraft where it is not returned, or not theirs.
    """
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    parts = {part.name for part in parts_of(actor, locked)}
    if actor.account is None or locked.state != State.RETURNED or not parts & {"APPLICANT", "COUNTER"}:
        raise NoSuchDraft
    known = Draft.objects.filter(case=locked).first()
    if known is not None:
        # Whoever corrects it now goes on with it.
        if known.account_id != actor.account.pk:
            known.account = actor.account
            known.save(update_fields=["account"])
        return known
    assert locked.service_id is not None
    application, at = Application.objects.get(case=locked), now()
    draft = Draft.objects.create(
        id=uuid7(), district_id=locked.district_id, account=actor.account, service_id=locked.service_id, case=locked,
        answers_cipher=bytes(application.answers_cipher), begun_at=at, saved_at=at, device=device, reached=99,
    )  # fmt: skip
    held = HandedIn.objects.filter(case=locked, replaced_at=None)
    HandedIn.objects.bulk_create(
        [HandedIn(id=uuid7(), draft=draft, material=one.material, document_id=one.document_id, at=at) for one in held]
    )
    return draft


def draft_of(actor: Actor, key: UUID, *, lock: bool = False) -> Draft:
    """One's own draft. Raises NoSuchDraft."""
    drafts = Draft.objects.select_for_update(of=("self",)) if lock else Draft.objects.all()
    found = drafts.select_related("case").filter(pk=key, account=actor.account).first() if actor.account else None
    if found is None:
        raise NoSuchDraft
    return found


@transaction.atomic
def save_step(actor: Actor, key: UUID, typed: Mapping[str, Any], *, reached: int = 0, device: str = "") -> Draft:
    """Keep what one step says beside what the others said: two devices on two steps lose nothing of each other.

    None takes a field's answer away. Raises NoSuchDraft, InvalidInput (far too much).
    """
    draft = draft_of(actor, key, lock=True)
    answers = answers_of(draft)
    for name, value in typed.items():
        if value is None:
            answers.pop(name, None)
        else:
            answers[name] = _kept(value)
    if len(json.dumps(answers, ensure_ascii=False)) > _MOST:
        message = _("This is more than an application can hold. Please shorten it, or hand it in as a document.")
        raise InvalidInput([Fault(next(iter(typed), "answers"), message)])
    draft.answers_cipher = sealed(answers)
    draft.reached = max(draft.reached, reached)
    draft.device, draft.saved_at = device or draft.device, now()
    draft.save(update_fields=["answers_cipher", "reached", "device", "saved_at"])
    return draft


def _kept(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "")[:_LONGEST]
    if isinstance(value, Mapping):
        return {str(name)[:60]: _kept(one) for name, one in list(value.items())[:60]}
    return [_kept(one) for one in value[:60]] if isinstance(value, list) else value


# Documents


def add_document(
    actor: Actor, key: UUID, material: Material, files: Sequence[UploadedFile], valid_until: date | None = None
) -> Document:
    """A new document for a material, kept in the folder too. Raises as `keep_document`."""
    draft = draft_of(actor, key)
    document = keep_document(
        actor, draft.district_id, name=material.name, sample=material.sample, files=files,
        issued_by=material.issued_by, valid_until=valid_until,
    )  # fmt: skip
    _hand(draft, material.id, document)
    return document


def choose_document(actor: Actor, key: UUID, material: Material, document: UUID) -> None:
    """One from the folder. Raises NoSuchDraft, InvalidInput (it is not there)."""
    draft = draft_of(actor, key)
    found = next(iter(theirs(actor, [document], draft.case)), None)
    if found is None:
        message = _("“%(name)s” is not in your folder; please hand it in anew.")
        raise InvalidInput([Fault(f"material.{material.id}", message % {"name": material.name})])
    _hand(draft, material.id, found)


def _hand(draft: Draft, material: str, document: Document) -> None:
    with transaction.atomic():
        if not Draft.objects.filter(pk=draft.pk).update(saved_at=now()):
            raise NoSuchDraft
        HandedIn.objects.get_or_create(draft=draft, material=material, document=document, defaults={"at": now()})


def date_document(actor: Actor, key: UUID, material: Material, document: UUID, until: date | None) -> None:
    """Until when a document of this draft is valid.

    Raises NoSuchDraft, InvalidInput (it has run out, is not there, or another application holds it as it was).
    """
    draft = draft_of(actor, key)
    use = (
        HandedIn.objects.filter(draft=draft, material=material.id, document=document).select_related("document").first()
    )
    if use is None or until is None:
        message = _("Please write the day until which “%(name)s” is valid.")
        raise InvalidInput([Fault(f"material.{material.id}", message % {"name": material.name})])
    check_valid(material.name, until)
    if HandedIn.objects.filter(document=document, case__isnull=False).exclude(case=draft.case).exists():
        message = _(
            "Another application holds this “%(name)s”, so its day stays. If you have a newer one, please hand it in anew."
        )
        raise InvalidInput([Fault(f"material.{material.id}", message % {"name": material.name})])
    use.document.valid_until = until
    use.document.save(update_fields=["valid_until"])


def take_out(actor: Actor, key: UUID, material: str, document: UUID) -> None:
    """Out of this draft; it stays in the folder."""
    draft = draft_of(actor, key)
    HandedIn.objects.filter(draft=draft, material=material, document=document).delete()


def keep_consent(actor: Actor, key: UUID, signature: UploadedFile) -> Document:
    """The signature of who is helped, as they drew it on the screen or as a photo of the signed paper."""
    draft = draft_of(actor, key)
    document = keep_document(
        actor, draft.district_id, name=_("Consent to hand in on behalf"), sample="form", files=[signature]
    )
    if not Draft.objects.filter(pk=draft.pk).update(consent=document, saved_at=now()):
        raise NoSuchDraft
    return document


# Sending


def take_new_version(actor: Actor, key: UUID) -> Draft:
    """Go on with the present form: what was filled in stays under the same names."""
    draft = draft_of(actor, key)
    if draft.case_id is None:
        old = version_of(draft.service_id)
        draft.service_id = guide(draft.district_id, old.code).id
        draft.save(update_fields=["service"])
    return draft


def current(draft: Draft) -> Guide:
    """The version that this draft is filled in by. Raises FormChanged where the service has a newer one by now."""
    shown = version_of(draft.service_id)
    if draft.case_id is None:
        newest = guide(draft.district_id, shown.code)
        if newest.id != shown.id:
            raise FormChanged(shown.name, shown.version, newest.version)
    return shown


@transaction.atomic
def send(actor: Actor, key: UUID, *, promise: bool = False) -> Sent:
    """Hand in, or correct, what the draft holds; the draft is gone then. Raises as `hand_in` and the move “correct”."""
    _lock_case(draft_of(actor, key))
    draft = draft_of(actor, key, lock=True)
    filling = Filling(actor, draft)
    if draft.case is not None:
        command = c.Correct(answers=filling.answers, documents=filling.sent_along)
        return Sent(perform(actor, draft.case.code, "correct", command).case)
    shown = current(draft)
    over = hand_in(
        actor,
        c.HandIn(
            district=draft.district_id, service=shown.code, version=shown.version, answers=filling.answers,
            documents=filling.sent_along, promise=promise, contact=filling.helped,
        ),
        draft_id=draft.pk, consent=draft.consent_id,
    )  # fmt: skip
    return Sent(over.case, over.receipt)


def _lock_case(draft: Draft) -> None:
    """The application that a draft corrects before the draft itself: in the order that all other moves take them."""
    if draft.case_id:
        Case.objects.select_for_update(of=("self",)).get(pk=draft.case_id)


def throw_away(actor: Actor, key: UUID) -> None:
    """Forget one's draft; its documents stay in the folder. Raises NoSuchDraft."""
    with transaction.atomic():
        forget(Draft.objects.filter(pk=draft_of(actor, key).pk))
