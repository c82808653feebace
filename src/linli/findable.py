"""Everything that can be found by its words: one source for each kind of thing."""

from __future__ import annotations

from linli.assets.queries.finding import VACANCIES
from linli.cases.queries.finding import CASES
from linli.catalogue.found import SERVICES
from linli.community.queries.finding import EVENTS, VENUES
from linli.dialogue.queries.finding import DIALOGUE
from linli.portal.queries.found import ARTICLES, POLICIES
from linli.projects.queries.finding import THREE_LISTS
from linli.search.follow import Source

SOURCES: tuple[Source, ...] = (CASES, POLICIES, ARTICLES, SERVICES, DIALOGUE, VENUES, EVENTS, THREE_LISTS, VACANCIES)
