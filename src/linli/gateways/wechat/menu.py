"""The menu below an official account: report, services, mine. Made anew by `linli wechat-menu DISTRICT`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from linli.places.models import District

from .wording import address


def menu_of(district: District) -> dict[str, Any]:
    """As WeChat takes it: three buttons of at most four characters, each with up to five below."""
    slug = district.slug
    services = [
        _view(_("Guides to services"), f"/{slug}/services"),
        _view(_("What I may get"), f"/{slug}/services/for-me"),
        _click(_("Ask in words"), "ask"),
    ]
    mine = [
        _click(_("My matters"), "progress"),
        _view(_("My page"), f"/wechat/{slug}/sign-in?next=/my"),
        _view(_("My WeChat"), f"/wechat/{slug}/sign-in?next=/my/wechat"),
    ]
    return {
        "button": [
            _click(_("Report something"), "report"),
            {"name": _("Services menu"), "sub_button": services},
            {"name": _("Mine"), "sub_button": mine},
        ]
    }  # fmt: skip


def _view(name: str, path: str) -> dict[str, str]:
    return {"type": "view", "name": name, "url": address(path)}


def _click(name: str, key: str) -> dict[str, str]:
    return {"type": "click", "name": name, "key": key}
