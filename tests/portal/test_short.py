"""Short addresses: one code a thing for good, drawn and printed, and a kind page where one leads nowhere."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.template import Context, Template
from django.test import Client

from linli.places.models import District
from linli.portal.actions.shortening import read_code, short_code
from linli.portal.models import ShortAddress
from tests import factories
from tests.applications.pdf_words import pages_of, words_of
from tests.portal import press, shelf


def code_of(district: District, target: str, key: object) -> str:
    return short_code(district.code, target, str(key))


def test_a_code_leads_to_its_policy_and_is_always_the_same(district: District, client: Client) -> None:
    one = shelf.policy(district)
    code = code_of(district, "policy", one.pk)
    assert code == code_of(district, "policy", one.pk) and len(code) == 8
    answer = client.get(f"/s/{code}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{factories.SLUG}/policies/{one.pk}")
    ShortAddress.objects.all().delete()
    assert code_of(district, "policy", one.pk) == code, "what was printed leads there when all is set up anew"


def test_typed_in_small_letters_with_blanks_or_mixed_up_letters_it_still_leads_there(
    district: District, client: Client
) -> None:
    code = code_of(district, "policy", shelf.policy(district).pk)
    for typed in (
        code.lower(),
        f"{code[:4]} {code[4:]}",
        f"{code[:4]}-{code[4:]}",
        code.replace("0", "O").replace("1", "I"),
    ):
        assert client.get(f"/s/{typed}").status_code == 302, typed


def test_two_things_with_one_code_or_one_number_get_one_each(district: District, client: Client) -> None:
    one, other = (shelf.policy(district, title, number="演政〔2024〕15号") for title in ("甲", "乙"))
    first = code_of(district, "policy", one.pk)
    ShortAddress.objects.filter(pk=first).update(key=str(other.pk))
    again = code_of(district, "policy", one.pk)
    assert again != first and read_code(again) == again
    for code, policy in ((first, other), (again, one)):
        assert client.get(f"/s/{code}").headers["Location"].endswith(str(policy.pk))


def test_a_mistyped_sign_is_noticed(district: District) -> None:
    code = code_of(district, "policy", uuid4())
    for place, sign in enumerate(code):
        other = "7" if sign != "7" else "8"
        assert read_code(code[:place] + other + code[place + 1 :]) is None


@pytest.mark.parametrize("typed", ["ABCD1234", "x", "%E4%B8%AD", "a" * 300, "..", "0"])
def test_an_unknown_code_says_so_kindly(district: District, client: Client, typed: str) -> None:
    for tail in ("", ".svg", ".png", "/poster.pdf"):
        answer = client.get(f"/s/{typed}{tail}")
        assert answer.status_code == 404
        if typed == "ABCD1234":
            assert "这个码没有对应的页面" in answer.content.decode() and "/search" in answer.content.decode()


def test_one_whose_thing_is_gone_or_a_draft_leads_nowhere(district: District, client: Client) -> None:
    one = shelf.policy(district)
    code = code_of(district, "policy", one.pk)
    one.live = False
    one.save()
    assert client.get(f"/s/{code}").status_code == 404
    assert client.get(f"/s/{code_of(district, 'service', 'no-such')}").status_code == 404
    assert client.get(f"/s/{code_of(district, 'article', 'abc')}").status_code == 404


def test_an_article_has_one_too_and_not_a_neighbours(district: District, client: Client) -> None:
    page = press.article(district)
    assert client.get(f"/s/{code_of(district, 'article', page.pk)}").headers["Location"] == page.address
    assert client.get(f"/s/{code_of(press.neighbour(), 'article', page.pk)}").status_code == 404


def test_the_code_as_drawing_and_as_poster(district: District, client: Client) -> None:
    code = code_of(district, "policy", shelf.policy(district, "给小店减税的办法", number="演政〔2026〕3号").pk)
    svg, png = client.get(f"/s/{code}.svg"), client.get(f"/s/{code}.png")
    assert svg.headers["Content-Type"] == "image/svg+xml" and b"<svg" in svg.content
    assert png.headers["Content-Type"] == "image/png" and png.content.startswith(b"\x89PNG")
    poster = client.get(f"/s/{code}/poster.pdf")
    assert poster.headers["Content-Type"] == "application/pdf" and pages_of(poster.content) == 1
    words = "".join(words_of(poster.content).split())
    assert "给小店减税的办法" in words and code in words and "扫一扫" in words


def test_other_rooms_show_a_things_code_with_a_tag(district: District) -> None:
    shown = Template('{% load codes %}{% qr_of "venue" key "城市会客厅" %}').render(
        Context({"district": district, "key": 7})
    )
    code = ShortAddress.objects.get(target="venue", key="7").code
    assert "<svg" in shown and f"/s/{code}/poster.pdf" in shown and f"/s/{code}" in shown
