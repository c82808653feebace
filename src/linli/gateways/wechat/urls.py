"""Addresses of the official accounts."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "wechat"

urlpatterns = [
    path("wechat/<slug:district>/messages", views.messages_in, name="wechat_messages"),
    path("wechat/<slug:district>/sign-in", views.sign_in, name="wechat_sign_in"),
    path("wechat/<slug:district>/back", views.back, name="wechat_back"),
    path("wechat/<slug:district>/link", views.link, name="wechat_link"),
    path("my/wechat", views.mine, name="wechat_mine"),
    path("my/wechat/<uuid:key>/unlink", views.unlink, name="wechat_unlink"),
]
