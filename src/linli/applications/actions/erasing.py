"""Erasing a person: answers, drafts, folder and the words of decisions go; cases, events and numbers stay."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from .. import sealed_files
from ..models import Application, Decision, Document, Draft, HandedIn, Page
from .publishing import erase_published


@transaction.atomic
def erase(*, accounts: Sequence[UUID], contacts: Sequence[UUID]) -> int:
    """Wipe what these people handed in; returns in how many applications. The files go after the commit."""
    theirs = Q(case__account__in=accounts) | Q(case__reporter__in=contacts)
    cases = list(Application.objects.filter(theirs).values_list("case", flat=True))
    Application.objects.filter(case__in=cases).update(answers_cipher=b"")
    Decision.objects.filter(case__in=cases).update(content_cipher=b"")
    erase_published(cases)
    held = list(HandedIn.objects.filter(case__in=cases).values_list("document", flat=True))
    consents = list(Application.objects.filter(case__in=cases).exclude(consent=None).values_list("consent", flat=True))
    drafts = list(Draft.objects.filter(account__in=accounts).values_list("pk", flat=True))
    HandedIn.objects.filter(draft__in=drafts).delete()
    Draft.objects.filter(pk__in=drafts).delete()
    documents = Document.objects.filter(Q(account__in=accounts) | Q(pk__in=[*held, *consents]))
    paths = [
        path for pair in Page.objects.filter(document__in=documents).values_list("path", "thumbnail") for path in pair
    ]
    Page.objects.filter(document__in=documents).delete()
    Document.objects.filter(account__in=accounts, uses=None).delete()
    transaction.on_commit(lambda: sealed_files.remove(paths))
    return len(cases)
