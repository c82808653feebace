"""Policies and articles as the search room finds them, following the log of what changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID

from linli.audit.errors import UnknownEvent
from linli.clock import LOCAL, now
from linli.places.queries import UnknownDistrict, district_by
from linli.search.follow import CursorLost, Source
from linli.search.index import Document, Gone

from ..actions.policies import terms_of
from ..models import ArticlePage, Change, Policy, Target
from ..models.policies import LONG_AGO

KIND, ARTICLE = "policy", "article"


def changes(after: str, limit: int) -> tuple[Sequence[Document | Gone], str]:
    """Policies that were written after a cursor (a change's key). Raises CursorLost."""
    keys, reached = _changed(Target.POLICY, after, limit)
    found = {str(one.pk): one for one in Policy.objects.filter(pk__in=keys)}
    return [_entry(key, found.get(key)) for key in sorted(keys)], reached


def article_changes(after: str, limit: int) -> tuple[Sequence[Document | Gone], str]:
    """Articles that were written, published, moved or taken offline after a cursor (a change's key). Raises CursorLost."""
    keys, reached = _changed(Target.ARTICLE, after, limit)
    found = {str(one.pk): one for one in ArticlePage.objects.live().public().filter(pk__in=[int(key) for key in keys])}
    return [_article(found[key]) if key in found else Gone(ARTICLE, key) for key in sorted(keys)], reached


def _changed(target: Target, after: str, limit: int) -> tuple[set[str], str]:
    """Keys of what changed, and the cursor reached. What is read after the log is never older than what the log says of it."""
    try:
        rows = Change.objects.filter(target=target).after(UUID(after) if after else None).settled()
    except (UnknownEvent, ValueError) as unknown:
        raise CursorLost(after) from unknown
    passed = list(rows.values_list("pk", "key")[:limit])
    return {key for _pk, key in passed}, str(passed[-1][0]) if passed else after


def _entry(key: str, policy: Policy | None) -> Document | Gone:
    if policy is None or not policy.live:
        return Gone(KIND, key)
    try:
        slug = district_by(policy.district_id).slug
    except UnknownDistrict:
        return Gone(KIND, key)
    said = [policy.summary, *(f"{one['q']} {one['a']}" for one in policy.questions), policy.issuer, policy.text]
    listed = policy.updated_at if policy.listed_on == LONG_AGO else datetime.combine(policy.listed_on, time(), LOCAL)
    return Document(
        KIND, key, policy.district_id, policy.title, "\n".join(filter(None, said)), listed,
        codes=(policy.number,) if policy.number else (), terms=_terms(policy), over=policy.is_over,
        address=f"/{slug}/policies/{policy.pk}", by=policy.issuer,
    )  # fmt: skip


def _article(page: ArticlePage) -> Document:
    said = [page.summary, *page.body.stream_block.get_searchable_content(page.body)]
    at = page.first_published_at or now()
    return Document(
        ARTICLE, str(page.pk), page.district_id, page.title, "\n".join(filter(None, said)), at,
        terms=(f"year:{at.astimezone(LOCAL).year}",), address=page.address, by=page.source,
    )  # fmt: skip


def _terms(policy: Policy) -> tuple[str, ...]:
    year = (f"year:{policy.listed_on.year}",) if policy.listed_on != LONG_AGO else ()
    return (f"level:{policy.level}", *terms_of(policy), *year)


POLICIES = Source("policies", changes)
ARTICLES = Source("articles", article_changes)
