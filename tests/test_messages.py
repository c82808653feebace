"""The catalogue tool: finds every text, keeps every translation, and says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import messages

TEMPLATE = """
{% load i18n %}<p>
      {% translate "Good morning" %}
   {% blocktranslate trimmed count n=cases|length %}
      One case
   {% plural %}
      {{ n }} cases
   {% endblocktranslate %}
 {# {% translate "Not said" %} #}<b title="{% trans 'It’s "late"' context "time" %}">{{ _("Bye")|upper }}</b> 99% (
"""
PYTHON = """
from django.utils.translation import gettext as _, pgettext
def greet(name): return _("Hello %(name)s") % {"name": name}
def month(): return pgettext("calendar", "May")
"""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of one room, `hall`."""
    hall = tmp_path / "src/linli/hall"
    (hall / "templates/hall").mkdir(parents=True)
    (hall / "__init__.py").touch()
    (hall / "words.py").write_text(PYTHON)
    (hall / "templates/hall/page.html").write_text(TEMPLATE)
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "PACKAGE", tmp_path / "src/linli")
    return hall


def test_python_and_templates_are_read(house: Path) -> None:
    assert {message.id for message in messages.used("hall") if message.id} == {
        "Good morning", ("One case", "%(n)s cases"), 'It’s "late"', "Bye", "Hello %(name)s", "May",
    }  # fmt: skip


def test_extracting_keeps_what_was_translated(house: Path) -> None:
    assert messages.extract_room("hall") == 6
    path = messages.catalogue_of("hall")
    path.write_text(path.read_text().replace('msgid "Bye"\nmsgstr ""', 'msgid "Bye"\nmsgstr "再见"'))
    (house / "templates/hall/page.html").write_text("{% load i18n %}{% translate 'Bye' %}{% translate 'New' %}")
    assert messages.extract_room("hall") == 1
    assert 'msgid "Bye"\nmsgstr "再见"' in path.read_text()

    (house / "templates/hall/page.html").write_text("nothing")
    messages.extract_room("hall")
    assert '#~ msgid "Bye"' in path.read_text()

    (house / "templates/hall/page.html").write_text("{% load i18n %}{% translate 'Bye' %}")
    messages.extract_room("hall")
    assert 'msgid "Bye"\nmsgstr "再见"' in path.read_text() and "#~" not in path.read_text()


def test_faults_are_named(house: Path) -> None:
    messages.extract_room("hall")
    path = messages.catalogue_of("hall")
    text = path.read_text().replace('msgid "Bye"\nmsgstr ""', 'msgid "Gone"\nmsgstr "没了"')
    path.write_text(text.replace('"Hello %(name)s"\nmsgstr ""', '"Hello %(name)s"\nmsgstr "%(nom)s，您好"'))
    said = [str(fault) for fault in messages.faults(["hall"])]
    assert "hall: missing: 'Bye'" in said
    assert "hall: unused: 'Gone'" in said
    assert "hall: untranslated: 'May'" in said
    assert any(line.startswith("hall: wrong") and "Hello" in line for line in said)


def test_compiled_texts_are_used_by_gettext(house: Path) -> None:
    import gettext

    messages.extract_room("hall")
    path = messages.catalogue_of("hall")
    path.write_text(path.read_text().replace('"Good morning"\nmsgstr ""', '"Good morning"\nmsgstr "早上好"'))
    assert messages.compile_room("hall")
    found = gettext.translation("django", str(house / "locale"), ["zh_Hans"])
    assert found.gettext("Good morning") == "早上好" and found.gettext("Bye") == "Bye"
