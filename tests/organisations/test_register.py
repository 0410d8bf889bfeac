"""The register of organisations, leading groups, expert profiles."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lianxiao.core.models import SearchEntry, Step
from lianxiao.organisations.actions import organisations as actions
from lianxiao.organisations.actions.facts import load_search_entries
from lianxiao.organisations.models import ExpertProfile, LeadingGroupMember, Organisation
from tests.world import DUT, LNU, NEU, World, organisation, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World(with_call=False)


def page_of(code: str, name: str = "organisation") -> str:
    return reverse(f"organisations:{name}", args=[organisation(code).pk])


def found(client: Client, query: str) -> list[str]:
    return [row.name for row in client.get(f"/organisations/?{query}").context["page"].rows]


@pytest.mark.parametrize("text", ["辽宁大学", "lndx", "liaoningdaxue", LNU, "Liaoning University"])
def test_an_organisation_is_found_by_name_initials_pinyin_code_or_english_name(
    client: Client, world: World, text: str
) -> None:
    sign_in(client, world.student)
    assert "辽宁大学" in found(client, f"q={text}")
    assert "大连理工大学" not in found(client, f"q={text}")


def test_kind_and_city_narrow_the_register(client: Client, world: World) -> None:
    sign_in(client, world.student)
    offices = [
        "工业高等教育处",
        "学位管理与研究生教育处",
        "社会事业高等教育处",
        "科技与信息化建设处",
        "农林医药高等教育处",
    ]
    assert found(client, "kind=office") == offices
    anshan = found(client, "city=210300&kind=university")
    assert anshan == [
        row.name for row in Organisation.objects.filter(city="210300", kind="university").order_by("official_order")
    ]


def test_the_department_comes_first_and_partners_last(client: Client, world: World) -> None:
    assert world.firm
    sign_in(client, world.student)
    names = found(client, "per_page=100")
    rows = client.get("/organisations/").context["page"].rows
    assert (names[0], [row.name for row in rows][-1]) == ("辽宁省教育厅", "沈河智造装备有限公司")


def test_the_register_costs_the_same_with_more_rows(client: Client, world: World) -> None:
    sign_in(client, world.student)
    client.get("/organisations/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/organisations/?q={LNU}")
    with CaptureQueriesContext(connection) as many:
        client.get("/organisations/?q=辽宁")
    assert len(many) == len(few)


def test_the_register_needs_a_sign_in(client: Client, world: World) -> None:
    assert client.get("/organisations/").status_code == 302


# --- partners --------------------------------------------------------------------------------------

PARTNER = {
    "kind": "enterprise",
    "name": "铁西精密机床有限公司",
    "uscc": "91110000600037341L",
    "website": "",
    "city": "",
}


def test_the_system_administrator_adds_a_partner(client: Client, world: World) -> None:
    sign_in(client, world.system_admin)
    client.post("/organisations/new/", PARTNER)
    added = Organisation.objects.get(name=PARTNER["name"])
    assert (added.kind, added.uscc, added.code, added.is_active) == ("enterprise", PARTNER["uscc"], None, True)
    assert found(client, "q=txjmjc") == [added.name]


def test_a_wrong_check_digit_is_told_at_the_field(client: Client, world: World) -> None:
    sign_in(client, world.system_admin)
    page = client.post("/organisations/new/", {**PARTNER, "uscc": "91110000600037341M"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["uscc"])
    assert page.context["form"]["name"].value() == PARTNER["name"]


def test_no_university_comes_in_as_a_partner(client: Client, world: World) -> None:
    sign_in(client, world.system_admin)
    assert client.post("/organisations/new/", {**PARTNER, "kind": "university"}).status_code == 422
    with pytest.raises(PermissionDenied):
        actions.add_partner(values={**PARTNER, "kind": "university"}, by=world.system_admin)


@pytest.mark.parametrize("who", ["ting", "security_admin", "auditor", "student", "firm"])
def test_others_add_none(client: Client, world: World, who: str) -> None:
    sign_in(client, getattr(world, who))
    assert client.post("/organisations/new/", PARTNER).status_code == 403


def test_a_partner_keeps_its_own_public_facts_and_nothing_else(client: Client, world: World) -> None:
    sign_in(client, world.firm)
    assert list(client.get(page_of("firm", "organisation_edit")).context["form"].fields) == [
        "name_en",
        "short_name",
        "website",
        "city",
        "note",
    ]
    client.post(
        page_of("firm", "organisation_edit"),
        {"name_en": "Shenhe Smart Equipment", "name": "改名公司", "city": "210100", "website": "https://example.org"},
    )
    firm = organisation("firm")
    assert (firm.name, firm.name_en, firm.city_id) == ("沈河智造装备有限公司", "Shenhe Smart Equipment", "210100")
    assert Step.objects.get(verb="edit").details == {
        "changed": {
            "name_en": ["", "Shenhe Smart Equipment"],
            "website": ["", "https://example.org"],
            "city": [None, "210100"],
        }
    }


def test_a_partner_keeps_nothing_of_others(client: Client, world: World) -> None:
    sign_in(client, world.firm)
    assert client.post(page_of(LNU, "organisation_edit"), {"note": "x"}).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.edit_organisation(organisation=organisation("firm"), values={"name": "改名公司"}, by=world.firm)


def test_an_edit_that_changes_nothing_leaves_no_step(world: World) -> None:
    campus = organisation(LNU)
    actions.edit_organisation(organisation=campus, values={"note": campus.note}, by=world.system_admin)
    assert not Step.objects.filter(actor_id=world.system_admin.user_id).exists()


# --- leading groups --------------------------------------------------------------------------------

HEAD = {"name": "李校长", "position": "校长", "duty": "head", "order": "1"}


def test_a_liaison_keeps_the_leading_group_of_the_own_university(client: Client, world: World) -> None:
    sign_in(client, world.lnu.liaison)
    client.post(page_of(LNU, "leading_group"), HEAD)
    page = client.get(page_of(LNU)).content.decode()
    assert "李校长" in page
    member = LeadingGroupMember.objects.get()
    client.post(reverse("organisations:leading_group_remove", args=[member.pk]))
    taken = Step.objects.filter(actor_id=world.lnu.liaison.user_id).order_by("id")
    assert list(taken.values_list("verb", flat=True)) == [
        "add_to_leading_group",
        "remove_from_leading_group",
    ]
    assert LeadingGroupMember.objects.count() == 0


def test_a_group_has_one_head(client: Client, world: World) -> None:
    sign_in(client, world.lnu.liaison)
    client.post(page_of(LNU, "leading_group"), HEAD)
    second = client.post(page_of(LNU, "leading_group"), {**HEAD, "name": "赵校长"})
    assert (second.status_code, second.context["form"]["name"].value()) == (422, "赵校长")
    assert LeadingGroupMember.objects.count() == 1


def test_another_universitys_group_is_not_touched(client: Client, world: World) -> None:
    member = LeadingGroupMember.objects.create(organisation=organisation(NEU), name="张校长")
    sign_in(client, world.lnu.liaison)
    assert client.post(page_of(NEU, "leading_group"), HEAD).status_code == 404
    assert client.post(reverse("organisations:leading_group_remove", args=[member.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.remove_from_leading_group(member=member, by=world.lnu.liaison)


# --- experts ---------------------------------------------------------------------------------------

PROFILE = {
    "title": "教授",
    "disciplines": "智能制造、工业机器人",
    "majors": "0802 080202，080213T",
    "is_available": "on",
    "available_from_date": "2026-12-01",
    "available_until_date": "2027-02-28",
    "conflict_note": "",
}


def test_an_expert_fills_in_the_own_profile(client: Client, world: World) -> None:
    sign_in(client, world.expert)
    client.post("/expert-profile/", {**PROFILE, "conflicts": [organisation(LNU).pk]})
    profile = ExpertProfile.objects.get(user_id=world.expert.user_id)
    assert (profile.disciplines, profile.major_codes) == (PROFILE["disciplines"], ["0802", "080202", "080213T"])
    assert list(profile.conflicts.values_list("name", flat=True)) == ["辽宁大学"]
    assert client.get("/expert-profile/").context["form"]["majors"].value() == "0802 080202 080213T"


@pytest.mark.parametrize(
    ("field", "typed"), [("majors", "机械"), ("available_until_date", "2026-11-01"), ("available_from_date", "soon")]
)
def test_a_wrong_profile_is_told_at_the_field(client: Client, world: World, field: str, typed: str) -> None:
    sign_in(client, world.expert)
    page = client.post("/expert-profile/", {**PROFILE, field: typed})
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert page.context["form"]["disciplines"].value() == PROFILE["disciplines"]
    assert ExpertProfile.objects.count() == 0


def test_only_experts_have_a_profile(client: Client, world: World) -> None:
    sign_in(client, world.lnu.author)
    assert client.get("/expert-profile/").status_code == 403


# --- the public search -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "letters", ["dllgdx", "dlgdx", "DUT", "大连理工大学", "大工", "Dalian University", "4121010141"]
)
def test_the_public_finds_a_university_by_name_code_or_letters(client: Client, world: World, letters: str) -> None:
    load_search_entries()
    hits = client.get("/search/", {"q": letters}).context["hits"]
    assert ("大连理工大学", page_of(DUT, "institution")) == (hits[0].entry.title, hits[0].entry.path)
    page = client.get(hits[0].entry.path)
    assert (page.status_code, page.context["institution"].name) == (200, "大连理工大学")


def test_who_left_the_register_and_who_is_no_institution_is_not_found(client: Client, world: World) -> None:
    load_search_entries()
    left = organisation(DUT)
    actions.edit_organisation(organisation=left, values={"is_active": False}, by=world.system_admin)
    assert SearchEntry.objects.filter(title="大连理工大学").count() == 0
    assert client.get(page_of(DUT, "institution")).status_code == 404
    assert client.get(reverse("organisations:institution", args=[world.firm.organisation_id])).status_code == 404
    assert load_search_entries() == 0


def test_a_university_that_is_renamed_is_found_by_its_new_name(client: Client, world: World) -> None:
    load_search_entries()
    actions.edit_organisation(organisation=organisation(LNU), values={"name": "新名大学"}, by=world.system_admin)
    assert [hit.entry.title for hit in client.get("/search/?q=xmdx").context["hits"]] == ["新名大学"]
