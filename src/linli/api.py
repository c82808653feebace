"""The JSON API of an installation: one door for all rooms, problem+json for every error."""

from __future__ import annotations

from django.conf import settings
from ninja import NinjaAPI

from linli import __version__
from linli.answers import OrjsonParser, OrjsonRenderer, add_problem_handlers
from linli.applications.api import router as applications
from linli.assets.api import router as assets
from linli.cases.api import router as cases
from linli.cases.api.accounts import router as accounts
from linli.community.api import router as community
from linli.dialogue.api import router as dialogue
from linli.portal.api.articles import router as articles
from linli.portal.api.policies import router as policies
from linli.projects.api import router as projects
from linli.search.api import router as search
from linli.web.neighbour_figures import router as neighbours

api = NinjaAPI(
    title="Linli 邻里", version=__version__, urls_namespace="api", renderer=OrjsonRenderer(), parser=OrjsonParser(),
    description="Cases, applications, whistles, callouts, figures. Errors are RFC 9457 problem details.",
    docs_url="/docs" if settings.DEBUG else None,
)  # fmt: skip
add_problem_handlers(api)
api.add_router("", cases)
api.add_router("", applications)
api.add_router("", policies)
api.add_router("", accounts)
api.add_router("", community)
api.add_router("", dialogue)
api.add_router("", articles)
api.add_router("", search)
api.add_router("", projects)
api.add_router("", assets)
api.add_router("", neighbours)
