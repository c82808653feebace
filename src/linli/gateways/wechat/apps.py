"""The official account offers itself to the notices as a way to reach people."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WeChatConfig(AppConfig):
    name = "linli.gateways.wechat"
    label = "wechat"
    verbose_name = _("WeChat")

    def ready(self) -> None:
        from linli.notices.ways import WAYS

        from .telling import WeChatWay

        WAYS.append(WeChatWay())
