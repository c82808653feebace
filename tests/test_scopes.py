"""Every address with every role: nobody gets where they should not, and no address is left unclassified."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from linli.applications.lifecycle import APPLICATION_MOVES
from linli.cases.lifecycle import CALLOUT_MOVES, CASE_MOVES
from linli.cases.models import Callout, Case
from linli.people.actions import issue_token
from linli.people.models import Account
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]

GUEST, RESIDENT = "guest", "resident"
STAFF = tuple(factories.STAFF)
EVERYONE = (GUEST, RESIDENT, *STAFF)

WORKERS = ("here", "there", "elsewhere", "street", "works", "water", "police")
HOSTS = (*WORKERS, "centre")
# Of an application: its own page says whose it is, anybody else finds none.
APPLICATION_PAGES = (
    "follow", "move", "correct", "page", "page_small", "sheet", "sheet_small", "decision", "look_up", "verify", "open_services",
    "open_services_download", "thanks", "thanks_down",
)  # fmt: skip
APPLICATION_DESK = (
    "desk", "desk_move", "desk_phone", "desk_consent", "desk_page", "desk_page_small", "desk_decision", "desk_services",
    "desk_service",
)  # fmt: skip

# Rooms whose addresses are told apart by the room's name.
ROOMS_THAT_REPEAT_NAMES = {
    "notices", "audit", "applications", "appointments", "community", "dialogue", "portal", "health", "followup", "registries",
    "surveys", "courses", "bulletins", "reporting", "odk",
}  # fmt: skip
# Rooms that say in tests/<room>/let_in.py who is let in: LET_IN by the bare name of an address, and PARTS of addresses.
ROOMS_THAT_SAY_SO = (
    "ledger", "assets", "employment", "volunteers", "spaces", "mediation", "legal", "renovation", "cooperative", "directory", "projects",
)  # fmt: skip

# Who is let in; all others are sent to sign in (302, 401) or told that it is not theirs (403).
LET_IN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        [
            "home", "neighbours", "search", "type_size", "offline", "service_worker", "manifest", "robots", "no_operation", "healthz", "readyz", "district_home",
            "open_figures", "open_download", "open_cases", "follow", "my", "case", "received", "case_move", "me_too",
            "case_photos", "case_paper", "case_thumbnail", "report", "report_where", "report_place", "report_reach",
            "report_photo", "nearby", "nearby_geojson", "nearby_cells", "sign_in", "sign_out", "staff_sign_in",
            "staff_sign_out", "openapi-json", "api-root", "create", "list_cases", "one_case", "add_files", "three_rates",
            "organisations", "categories", "services", "guide", "list_services", "one_service", "check_form", "list_moves", "unknown_move", "create_token", "rate",
        ],
        EVERYONE,
    ),
    **dict.fromkeys(
        [
            "sessions", "session_end", "desk", "desk_filters", "desk_filter_keep", "desk_filter_forget", "desk_map",
            "desk_map_cases", "desk_map_cells", "desk_case", "desk_move", "desk_phone", "desk_photos", "desk_pdf",
            "desk_callout", "desk_confirm", "desk_paper", "desk_thumbnail", "desk_neighbours", "events", "notices:desk",
        ],
        STAFF,
    ),
    **dict.fromkeys(["notices:mine", "notices:read_all", "notices:open"], (RESIDENT, *STAFF)),
    **dict.fromkeys(["desk_new", "desk_duplicates"], ("here", "there", "elsewhere", "grid", "street", "centre")),
    **dict.fromkeys(
        ["patrol", "patrol_report", "patrol_closings", "patrol_cells", "patrol_entries"],
        ("here", "there", "elsewhere", "grid"),
    ),
    **dict.fromkeys(["list_policies", "one_policy"], EVERYONE),
    **dict.fromkeys(["list_demands", "one_demand", "list_resources", "one_resource", "list_projects", "one_project"], EVERYONE),
    **dict.fromkeys(["list_assets", "one_asset", "neighbour_figures"], EVERYONE),
    "patrol_whistle": ("here", "there", "elsewhere"),
    **dict.fromkeys(["notices:undelivered", "notices:again"], ("admin",)),
    "audit:entries": ("auditor", "admin"),
    # Moves over the API: the door itself says who may; here only that a stranger's case stays unknown or theirs.
    **dict.fromkeys([f"case_{name}" for name in CASE_MOVES], EVERYONE),
    **dict.fromkeys([f"callout_{name.replace('-', '_')}" for name in CALLOUT_MOVES], EVERYONE),
    **dict.fromkeys([f"applications:{name}" for name in APPLICATION_PAGES], EVERYONE),
    **dict.fromkeys([f"application_{name}" for name in APPLICATION_MOVES], EVERYONE),
    **dict.fromkeys(["applications:begin", "applications:step", "applications:take_version", "applications:drop"], (RESIDENT, *STAFF)),
    **dict.fromkeys(
        [f"applications:{name}" for name in ("folder", "folder_remove", "offers", "offers_agree", "offer_begin")], (RESIDENT,)
    ),
    **dict.fromkeys([f"applications:{name}" for name in ("help_choose", "help", "helped", "help_correct")], WORKERS),
    **dict.fromkeys([f"applications:{name}" for name in APPLICATION_DESK], STAFF),
    **dict.fromkeys(["appointments:choose", "appointments:times", "appointments:confirm"], EVERYONE),
    **dict.fromkeys(["appointments:ticket", "appointments:ticket_cancel", "appointments:ticket_move"], EVERYONE),
    # Whose organisation runs a hall, and dispatchers; here nobody runs one.
    **dict.fromkeys([f"appointments:{name}" for name in ("desk", "board", "next", "walk_in", "desk_move")], ("centre",)),
    **dict.fromkeys(["for_me", "services_for_me", "service_figures", "send_code", "add_document", "read"], EVERYONE),
    **dict.fromkeys(["absence", "absence_end"], STAFF),
    # Only officers of disease control and interviewers, and a tablet by its key; none of these is one: tests/gateways/odk lets them in.
    **dict.fromkeys(
        [f"odk:{name}" for name in ("keys", "issue", "end", "base", "form_list", "form", "manifest", "submission")],
        (),
    ),
    **dict.fromkeys([f"odk:{name}_by_token" for name in ("base", "form_list", "form", "manifest", "submission")], ()),
    # Nobody's role: only installations that sign.
    "take_parcel": (),
    # Nobody's either: only WeChat, which signs.
    "wechat_messages": (),
    **dict.fromkeys(["wechat_sign_in", "wechat_back"], EVERYONE),
    **dict.fromkeys(["wechat_link", "wechat_mine", "wechat_unlink"], (RESIDENT,)),
    **dict.fromkeys(["push_mine", "push_subscriptions", "push_remove"], (RESIDENT,)),
    **dict.fromkeys(
        [f"community:{name}" for name in ("venues", "venue", "events", "feed", "event", "event_ics", "register", "ticket", "ticket_cancel")],
        EVERYONE,
    ),
    **dict.fromkeys(["community:open_events", "community:open_events_download"], EVERYONE),
    **dict.fromkeys(["list_venues", "one_venue", "list_calendar", "one_event"], EVERYONE),
    # Who holds events for their organisation; whose events is in the query.
    **dict.fromkeys(
        [f"community:{name}" for name in ("desk_events", "desk_new", "desk_event", "desk_edit", "desk_list", "desk_download", "desk_add", "desk_check_in", "desk_move", "door", "door_cancel", "door_phone", "desk_venues", "desk_venue_close", "desk_venue_open")],
        HOSTS,
    ),
    # Here no organisation answers for a building: only who oversees the district.
    **dict.fromkeys(
        [f"community:{name}" for name in ("safety", "safety_photo", "safety_venue", "safety_inspect", "safety_fault", "safety_person")],
        ("centre", "supervisor", "auditor", "admin"),
    ),
    # Read by everyone; who speaks without having signed in is sent to do so, whose it is says the action.
    **dict.fromkeys(
        [f"dialogue:{name}" for name in ("front", "topic", "vote", "proposals", "proposal", "support", "comment", "withdraw", "object", "meeting", "seat", "calendar")],
        EVERYONE,
    ),
    "dialogue:propose": (RESIDENT, *STAFF),
    **dict.fromkeys(
        [
            "list_topics", "one_topic", "list_proposals", "one_proposal", "make_proposal", "support_proposal", "unsupport_proposal",
            "list_comments", "make_comment", "list_meetings", "one_meeting",
        ],
        EVERYONE,
    ),
    # Who answers for their organisation; what they may answer is in the query.
    **dict.fromkeys([f"dialogue:{name}" for name in ("desk", "desk_proposal", "desk_route", "desk_hand_back")], HOSTS),
    **dict.fromkeys(
        [f"dialogue:{name}" for name in ("desk_answer", "desk_topic_new", "desk_topic", "desk_topic_close", "desk_meeting_new", "desk_meeting")], HOSTS
    ),
    **dict.fromkeys([f"dialogue:{name}" for name in ("moderation", "moderate_proposal", "moderate_comment")], ("centre",)),
    **dict.fromkeys(
        [
            f"portal:{name}"
            for name in (
                "file", "publishing", "feed", "feed_policies", "feed_channel", "sitemaps", "sitemap", "short", "short_svg", "short_png",
                "short_poster", "station", "handbook", "handbook_pdf", "subscribe", "unsubscribe", "policy",
            )
        ],
        EVERYONE,
    ),
    **dict.fromkeys([f"bulletins:{name}" for name in ("bulletins", "bulletin", "version", "paper", "tables", "content")], EVERYONE),
    # Nobody's role: only installations that sign.
    **dict.fromkeys(["reporting:take_report", "reporting:known_reports"], ()),
    **dict.fromkeys([f"reporting:{name}" for name in ("sent", "prepare", "ask", "came", "came_of", "download", "move")], ()),
    # Only officers of disease control, and none of these is one: tests/bulletins lets them in.
    **dict.fromkeys([f"bulletins:{name}" for name in ("desk_bulletins", "desk_make", "desk_bulletin", "desk_paper", "desk_move")], ()),
    # Only editors, and none of these is one: tests/portal/test_figures.py lets them in.
    **dict.fromkeys(["portal:publishing_desk", "portal:publishing_import", "portal:publishing_article"], ()),
    **dict.fromkeys(["list_channels", "list_articles", "one_article"], EVERYONE),
    # Only physicians, and officers of disease control for the figures, and none of these is one: tests/followup lets them in.
    **dict.fromkeys(
        [f"followup:{name}" for name in ("panel", "week", "candidates", "figures", "figures_download", "enrol", "person", "end", "hand_over", "examine", "visit", "verdict", "correct", "referral")],
        (),
    ),
    "followup:mine": (RESIDENT,),
    "followup:open": EVERYONE,
    **dict.fromkeys([f"health:{name}" for name in ("kiosk", "kiosk_sign_in", "kiosk_sign_out", "points", "points_geojson")], EVERYONE),
    # Nobody's role: only a kiosk that signed in by its secret.
    **dict.fromkeys([f"health:{name}" for name in ("kiosk_find", "kiosk_people", "kiosk_journal", "kiosk_told")], ()),
    # Only physicians, and none of these is one: tests/health lets them in.
    **dict.fromkeys(
        [f"health:{name}" for name in ("desk", "desk_panel", "desk_new", "desk_patient", "desk_edit", "desk_phone", "desk_advise", "desk_see", "desk_close", "desk_decide")],
        (),
    ),
    **dict.fromkeys([f"health:{name}" for name in ("desk_devices", "desk_journal", "desk_secret")], ("admin",)),
    # Only physicians and officers of disease control, and none of these is one: tests/registries lets them in.
    **dict.fromkeys(
        [
            f"registries:{name}"
            for name in (
                "desk", "codes", "new", "card", "edit", "move", "import", "template", "report", "duplicates", "pair", "figures",
                "figures_download", "population", "lists",
            )
        ],
        (),
    ),
    # Only officers of disease control, and interviewers what they are to ask; none of these is one: tests/surveys lets them in.
    **dict.fromkeys(
        [
            f"surveys:{name}"
            for name in (
                "field", "field_package", "desk", "desk_new", "desk_own_table", "desk_brought", "desk_survey", "desk_move", "desk_form", "desk_form_file",
                "desk_sample", "desk_cluster", "desk_assign", "desk_names", "desk_progress", "desk_quality", "desk_interviews",
                "desk_interview", "desk_correct", "desk_count", "desk_photo", "desk_cleaning", "desk_analysis", "desk_margins",
                "desk_lonely", "desk_publish", "desk_tables", "desk_rows", "field_submissions",
            )
        ],
        (),
    ),
    **dict.fromkeys(["blow", "confirm", "end_token"], EVERYONE),
    # A person's own health; whose file it is, is in the query.
    **dict.fromkeys([f"health:{name}" for name in ("curve", "curve_pdf", "link_file", "family", "end_grant", "looks")], (RESIDENT,)),
    "fhir_export": (RESIDENT,),
    # Only physicians, and none of these is one: tests/health lets them in.
    "health:import_table": (),
    # Only who bears a device's secret or a token: tests/gateways/fhir lets them in.
    **dict.fromkeys(
        [
            "fhir_base", "fhir_base_slash", "fhir_observations", "fhir_search_observations", "fhir_observation", "fhir_patients",
            "fhir_search_patients", "fhir_patient", "fhir_nothing", "fhir_cards", "fhir_card",
        ],
        (),
    ),
    "fhir_metadata": EVERYONE,
    **dict.fromkeys(
        [
            f"courses:{name}"
            for name in (
                "learn", "places", "places_geojson", "class", "enrol", "therapy", "check", "open_learn", "open_learn_download", "place",
                "give_back", "certificate",
            )
        ],
        EVERYONE,
    ),
    "courses:mine": (RESIDENT,),
    # Communities for what is theirs; handlers only where they have to do with health: tests/courses lets those in.
    **dict.fromkeys(
        [
            f"courses:{name}"
            for name in (
                "desk", "desk_figures", "desk_lectures", "desk_lecture_new", "desk_lecture", "desk_lecture_edit", "desk_lecture_count",
                "desk_lecture_cancel", "desk_boards", "desk_board_new", "desk_board", "desk_board_down", "desk_schools", "desk_lesson_strike",
                "desk_classes", "desk_class_new", "desk_term_new", "desk_class", "desk_enrol", "desk_class_list", "desk_class_seats",
                "desk_class_cancel", "desk_roll", "desk_session_drop", "desk_session_move", "desk_withdraw", "desk_therapy",
                "desk_therapy_book", "desk_therapy_move",
            )
        ],
        ("here", "there", "elsewhere"),
    ),
}  # fmt: skip

SAID = {room: import_module(f"tests.{room}.let_in") for room in ROOMS_THAT_SAY_SO}
LET_IN |= {f"{room}:{name}": roles for room, said in SAID.items() for name, roles in said.LET_IN.items()}

# What shows or changes one case at the desk: those who see it, all others are told there is none.
OF_A_CASE = {"desk_case", "desk_pdf", "desk_phone", "desk_photos", "desk_move", "desk_callout", "desk_confirm"}
SEES_ELSEWHERE = {"elsewhere", "centre", "supervisor", "auditor", "admin"}
# Whoever asks these is signed in no longer, or as somebody else.
ENDS_IT = {
    "sign_in",
    "staff_sign_in",
    "staff_sign_out",
    "sign_out",
    "session_end",
    "sessions",
    "end_token",
    "create_token",
}
TURNED_AWAY = {302, 401, 403}


def addresses() -> Iterator[tuple[str, str, URLPattern]]:
    """Every pattern with its name (of rooms whose names repeat: with the room's) and its address."""

    def walk(patterns: list[Any], before: str, room: str) -> Iterator[tuple[str, str, URLPattern]]:
        for pattern in patterns:
            # The editors' part has a door of its own, which tests/portal/test_cms.py tries with each of its addresses.
            if str(pattern.pattern).startswith(("cms/", "documents/")) or str(getattr(pattern, "name", "")).startswith(
                "wagtail"
            ):
                continue
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, before + str(pattern.pattern), pattern.app_name or room)
            else:
                own = f"{room}:{pattern.name}" if room in (*ROOMS_THAT_REPEAT_NAMES, *SAID) else str(pattern.name)
                yield own, before + str(pattern.pattern), pattern

    yield from walk(get_resolver().url_patterns, "/", "")


def filled(address: str, case: Case, callout: Callout) -> str:
    """The address with a case's own keys in it."""
    parts = {
        "<str:code>": case.code, "<slug:code>": "gaoling-jintie", "<code>": case.code, "<slug:district>": factories.SLUG, "<move>": "register",
        "<callout_id>": str(callout.pk), "<whistle_id>": str(callout.whistle_id), "<int:key>": "1", "<str:key>": "x",
        "<int:at>": "1", "<slug:kind>": "cards", "<slug:period>": "2026-09", "<slug:hall>": "big-hall", "<slug:channel>": "news", "<path:name>": "images/none.png", "<path:rest>": "x", "<str:token>": "guessed", "<str:form_id>": "x", "<str:kind>": "xml",
        "<uuid:notice_id>": str(uuid4()), "<uuidstr:key>": str(uuid4()), "<uuid:delivery_id>": str(uuid4()),
    }  # fmt: skip
    for said in SAID.values():
        parts |= said.PARTS
    if "callouts/" in address:
        parts |= {"<uuid:key>": str(callout.pk), "<str:name>": "acknowledge"}
    elif "whistles/" in address:
        parts["<uuid:key>"] = str(callout.whistle_id)
    for part, value in {**parts, "<uuid:key>": str(uuid4()), "<str:name>": "note", **parts}.items():
        address = address.replace(part, value)
    assert "<" not in address, address
    return address


@pytest.fixture
def world(clock: Any) -> tuple[Case, Callout]:
    """A district at work; the case and callout are of a community that most roles have nothing to do with."""
    factories.district()
    lat, lon = factories.spot(factories.ELSEWHERE)
    case = factories.report(location={"lat": lat, "lon": lon}).case
    factories.move("elsewhere", case, "register", category=factories.DRAIN)
    factories.move("elsewhere", case, "whistle", kind="routine", reason="需要疏通", organisations=[factories.POLICE])
    return case, factories.callout(case, factories.POLICE)


def client_of(role: str, api: bool) -> Client:
    client = Client(raise_request_exception=True)
    if role == RESIDENT:
        client.force_login(Account.objects.get_or_create(kind="resident", name="某居民")[0])
    elif role != GUEST and api:
        token, _kept = issue_token(role, factories.PASSWORD, "127.0.0.1")
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    elif role != GUEST:
        client.post("/staff/sign-in", {"username": role, "password": factories.PASSWORD})
    return client


def test_every_address_is_classified() -> None:
    names = {name for name, _address, _pattern in addresses()}
    assert names - LET_IN.keys() == set(), "say in LET_IN who may go there"
    assert LET_IN.keys() - names == set(), "these addresses are gone"


@pytest.mark.parametrize("role", EVERYONE)
def test_every_address_with_a_role(role: str, world: tuple[Case, Callout]) -> None:
    case, callout = world
    clients = {api: client_of(role, api) for api in (False, True)}
    for name, address, _pattern in addresses():
        api = address.startswith("/api/")
        client = client_of(role, api) if name in ENDS_IT else clients[api]
        for method in (client.get, client.post):
            answer = method(
                filled(address, case, callout),
                **({"content_type": "application/json", "data": {}} if api and method == client.post else {}),
            )
            told = f"{role} {method.__name__.upper()} {name} {answer.status_code}"
            assert answer.status_code < 500 or name == "readyz", told
            if answer.status_code == 405:
                continue
            if role not in LET_IN[name]:
                assert answer.status_code in TURNED_AWAY | {404}, told
            elif name in OF_A_CASE and role not in SEES_ELSEWHERE | {"police"}:
                assert answer.status_code == 404, told
            elif name not in ENDS_IT and role in STAFF and not api:
                assert "/sign-in" not in answer.headers.get("Location", ""), told


def test_a_stranger_learns_nothing_of_a_case(world: tuple[Case, Callout]) -> None:
    """Neither its words nor where it is; and over the API a move on it finds no case."""
    case, callout = world
    case.text = "只有这里写着的话"
    Case.objects.filter(pk=case.pk).update(text=case.text)
    for role in set(STAFF) - SEES_ELSEWHERE - {"police"}:
        client = client_of(role, api=True)
        seen = client.get(f"/api/v1/cases/{case.code}").content.decode()
        assert case.text not in seen and str(case.lat) not in seen
        moved = client.post(f"/api/v1/cases/{case.code}/moves/note", {"text": "看看"}, content_type="application/json")
        assert moved.status_code == 404, role
        called = client.post(f"/api/v1/callouts/{callout.pk}/acknowledge", {}, content_type="application/json")
        assert called.status_code == 404, role
