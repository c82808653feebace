"""The JSON API of an installation: one door for all rooms, problem+json for every error."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

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


class Api(NinjaAPI):
    """It stays the same while it runs, so that its description, most of a second's work, is written once."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self._described: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if prefix not in self._described:
            self._described[prefix] = super().get_openapi_schema(path_prefix=prefix)
        return self._described[prefix]


api = Api(
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
