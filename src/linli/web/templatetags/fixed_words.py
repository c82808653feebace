"""`{% translate "…" %}` as Django knows it; but a fixed text is looked up once a language, not at every showing."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.translation import get_language

register = template.Library()


class FixedWords(Node):
    """A text that depends on nothing but the language."""

    def __init__(self, node: TranslateNode) -> None:
        self.node = node
        self.said: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        if language not in self.said:
            self.said[language] = self.node.render(context)
        return self.said[language]


@register.tag("translate")
def translate(parser: Parser, token: Token) -> Node:
    node: Any = do_translate(parser, token)
    words = node.filter_expression
    fixed = words.var.literal is not None and not words.filters and not node.asvar and not node.message_context
    return FixedWords(node) if fixed else node
