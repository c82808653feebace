"""What a policy's page shows: what it is, whether it holds, what it means, what to do, its text, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model

from linli.catalogue.guides import Guide, guides
from linli.catalogue.models import Audience
from linli.clock import day_text
from linli.places.models import District
from linli.places.queries import names

from ..face import Face, absolute, shortened
from ..models import Policy, PolicyTerm, Target
from ..official.contents import Paragraph, contents, numbered
from ..official.difference import Changed, difference
from ..policy_errors import NoSuchPolicy
from .addresses import short_address
from .station import published, state_of

MORE = 4


def policy_of(district: District, key: UUID) -> Policy:
    """Raises NoSuchPolicy."""
    found = published(district).select_related("changed_by", "before").filter(pk=key).first()
    if found is None:
        raise NoSuchPolicy
    return found


@dataclass(frozen=True)
class Shown:
    """A policy as its page shows it."""

    policy: Policy
    district: District

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        return _numbered(self.policy.text)

    @property
    def contents(self) -> list[Paragraph]:
        return contents(self.paragraphs)

    @property
    def state(self) -> tuple[str, str]:
        return state_of(self.policy)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Name and value of what is known of it."""
        one = self.policy
        audiences = [str(Audience(value).label) for value in one.audiences if value in Audience.values]
        areas = names(self.district.code)
        regions = [areas[code].name for code in one.regions if code in areas]
        facts = [
            (_("Document number"), one.number), (_("Issuing authority"), one.issuer), (_("Level"), str(one.get_level_display())),
            (_("Issued on"), day_text(one.issued_on)), (_("Holds from, until"), self._term), (_("Addressed to"), "、".join(audiences)),
            (_("Subject"), "、".join(one.subjects)), (_("Region"), "、".join(regions) or self.district.name),
        ]  # fmt: skip
        return [(name, value) for name, value in facts if value]

    @property
    def _term(self) -> str:
        begins, ends = day_text(self.policy.in_force_from), day_text(self.policy.in_force_until)
        if begins and ends:
            return _("from %(begins)s until %(ends)s") % {"begins": begins, "ends": ends}
        return (
            _("until %(ends)s") % {"ends": ends}
            if ends
            else _("from %(begins)s") % {"begins": begins}
            if begins
            else ""
        )

    @cached_property
    def services(self) -> list[Guide]:
        known = guides(self.district.code)
        return [known[code] for code in self.policy.services if code in known]

    @cached_property
    def changed(self) -> list[Changed]:
        """What differs from the version before; empty where there was none."""
        return difference_of(self._text_before, self.policy.text) if self._text_before else []

    @cached_property
    def _text_before(self) -> str:
        if self.policy.before and self.policy.before.live:
            return self.policy.before.text
        kept = self.policy.versions.values_list("text", flat=True).first()
        return kept or ""

    @property
    def before(self) -> Policy | None:
        one = self.policy.before
        return one if one and one.live else None

    @property
    def changed_by(self) -> Policy | None:
        one = self.policy.changed_by
        return one if one and one.live else None

    @cached_property
    def changes(self) -> list[Policy]:
        """The policies that this one amended or repealed."""
        return list(self.policy.changes.filter(live=True).only("id", "title", "validity").order_by("-listed_on", "-pk"))

    @cached_property
    def newer(self) -> Policy | None:
        return self.policy.after.filter(live=True).only("id", "title").order_by("-listed_on").first()

    @cached_property
    def papers(self) -> list[Any]:
        """The attached documents that are still there, in their order."""
        known = get_document_model().objects.in_bulk(self.policy.attachments)
        return [known[key] for key in self.policy.attachments if key in known]

    @cached_property
    def like_it(self) -> list[Policy]:
        """The newest of the same subject that still hold."""
        subjects = [f"subject:{name}" for name in self.policy.subjects]
        same = PolicyTerm.objects.filter(term__in=subjects).values("policy")
        rows = published(self.district).filter(pk__in=same).exclude(pk=self.policy.pk).exclude(validity="repealed")
        return list(rows.only("id", "title", "level").order_by("-listed_on", "-pk")[:MORE]) if subjects else []

    @cached_property
    def address(self) -> str:
        return short_address(self.district, Target.POLICY, str(self.policy.pk))

    @property
    def subscribe_address(self) -> str:
        one = self.policy
        subject, audience = next(iter(one.subjects), ""), next(iter(one.audiences), "")
        return f"{reverse('portal:subscribe', args=[self.district.slug])}?subject={subject}&audience={audience}"

    @property
    def face(self) -> Face:
        one, path = self.policy, reverse("portal:policy", args=[self.district.slug, self.policy.pk])
        told = {
            "@type": "Legislation", "name": one.title, "legislationIdentifier": one.number, "inLanguage": "zh-Hans",
            "legislationPassedBy": one.issuer, "legislationDate": one.issued_on.isoformat() if one.issued_on else "",
            "legislationLegalForce": "NotInForce" if one.is_over else "InForce", "url": absolute(path),
        }  # fmt: skip
        told = {name: value for name, value in told.items() if value}
        return Face(one.title, shortened(one.summary or one.text[:200]), path, kind="article", told=told)


@lru_cache(maxsize=256)
def _numbered(text: str) -> list[Paragraph]:
    return numbered(text)


@lru_cache(maxsize=64)
def difference_of(before: str, after: str) -> list[Changed]:
    return difference(before, after)
