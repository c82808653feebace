"""Erasing a person: answers, drafts, folder and the words of decisions go; cases, events and numbers stay."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from linli.cases.commands import Withdraw
from linli.cases.models import Case
from linli.people.actors import Actor

from .. import sealed_files
from ..file import ApplicationFile
from ..lifecycle import APPLICATION_MOVES
from ..models import Application, Decision, Document, Draft, HandedIn, Page
from .door import act
from .forgetting import forget
from .publishing import erase_published


@transaction.atomic
def erase(*, accounts: Sequence[UUID], contacts: Sequence[UUID]) -> int:
    """End what these people have open and wipe what they handed in; returns in how many applications.

    The files go after the commit. Raises NotConnected where another installation cannot be told that it has ended.
    """
    cases = [case.pk for case in _ended(accounts, contacts)]
    Application.objects.filter(case__in=cases).update(answers_cipher=b"")
    Decision.objects.filter(case__in=cases).update(content_cipher=b"")
    erase_published(cases)
    held = list(HandedIn.objects.filter(case__in=cases).values_list("document", flat=True))
    consents = list(Application.objects.filter(case__in=cases).exclude(consent=None).values_list("consent", flat=True))
    forget(Draft.objects.filter(Q(account__in=accounts) | Q(case__in=cases)))
    documents = Document.objects.filter(Q(account__in=accounts) | Q(pk__in=[*held, *consents]))
    paths = [
        path for pair in Page.objects.filter(document__in=documents).values_list("path", "thumbnail") for path in pair
    ]
    Page.objects.filter(document__in=documents).delete()
    Document.objects.filter(account__in=accounts, uses=None).delete()
    transaction.on_commit(lambda: sealed_files.remove(paths))
    return len(cases)


def _ended(accounts: Sequence[UUID], contacts: Sequence[UUID]) -> list[Case]:
    """Their applications, each row locked: nobody at work on one writes back what is wiped. What was open is withdrawn, as
    nobody can go on with a form that is empty."""
    theirs = Q(account__in=accounts) | Q(reporter__in=contacts)
    cases = list(Case.objects.applications().select_for_update(of=("self",)).filter(theirs).order_by("pk"))
    rule = APPLICATION_MOVES["withdraw"]
    reason = _("Ended because the applicant’s personal data was erased, as they asked.")
    for case in cases:
        if case.state in rule.starts:
            file = ApplicationFile.load(case)
            act(Actor.system(), file, rule, Withdraw(reason=reason))
            file.save()
    return cases
