"""The official account offers itself to the notices as a way to reach people, and to the door as a way in."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WeChatConfig(AppConfig):
    name = "linli.gateways.wechat"
    label = "wechat"
    verbose_name = _("WeChat")

    def ready(self) -> None:
        from linli.notices.ways import WAYS
        from linli.people.ways_in import WAYS_IN

        from .signing_in import wechat_way_in
        from .telling import WeChatWay

        WAYS.append(WeChatWay())
        WAYS_IN.append(wechat_way_in)
