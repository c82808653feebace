"""The steps of a form: a page for each group of questions, then the documents, then sending."""

from __future__ import annotations

from linli.catalogue.guides import version_of

from ..models import Draft


def step_to_go_on(draft: Draft) -> int:
    """The furthest that was reached, of those that its form has now."""
    last = len(version_of(draft.service_id).spec.form) + 2
    return min(max(draft.reached, 1), last)
