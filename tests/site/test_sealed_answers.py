"""Contacts in answers: nowhere in the open at rest, masked on pages, read in full on record."""

import io
import uuid
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from lianxiao.calls.actions import applications as campus
from lianxiao.calls.actions import history
from lianxiao.calls.actions.prints import keep_print
from lianxiao.calls.actions.versions import ONE_VERSION
from lianxiao.calls.models import Application, ApplicationSection, FormalCheck, SectionVersion
from lianxiao.calls.queries import prints
from lianxiao.calls.queries.versions import version_of
from lianxiao.calls.states import State
from lianxiao.core import personal_fields, steps
from lianxiao.core.refusals import LostUpdate
from lianxiao.core.sealed_answers import key_of, opened
from lianxiao.filing.actions import returns, uploads
from lianxiao.filing.models import Return
from lianxiao.filing.queries import workbook
from lianxiao.organisations.models import PersonalReading
from tests.api.conftest import program
from tests.filing import filed
from tests.world import World, sign_in, user_of

pytestmark = pytest.mark.django_db
PHONE, MAIL = "13947218365", "zhao.qiming@planted.example.org"
MASKED = ("139****8365", "z***@planted.example.org")
LEADER = {"name": "赵启明", "title": "教授", "organisation": "示例大学", "phone": PHONE, "email": MAIL}
CLOSE = "13947000365"  # under the same mask as PHONE
FILING: dict[str, Any] = {
    **filed.DEFINITION,
    "sections": [
        {
            **filed.DEFINITION["sections"][0],
            "fields": [
                {
                    **filed.DEFINITION["sections"][0]["fields"][0],
                    "parts": ["name", "phone", "email", "identity", "account"],
                },
                *filed.DEFINITION["sections"][0]["fields"][1:],
            ],
        },
        filed.DEFINITION["sections"][1],
    ],
}
IDENTITY, ACCOUNT = "11010519491231002X", "6217000123456789012"
CONTACT = {"name": "赵启明", "phone": PHONE, "email": MAIL, "identity": IDENTITY, "account": ACCOUNT}


@pytest.fixture
def world() -> World:
    return World()


# --- what is looked through ------------------------------------------------------------------------


def columns_with(text: str) -> list[str]:
    """Every table and column, of whatever type and schema, in which the text stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns
            JOIN information_schema.tables USING (table_schema, table_name)
            WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
            ORDER BY table_schema, table_name, column_name
            """
        )
        found = []
        for schema, table, column, kind in cursor.fetchall():
            value = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
            cursor.execute(
                f'SELECT EXISTS (SELECT FROM "{schema}"."{table}" WHERE position(%s in {value}) > 0)',
                [text],
            )
            if cursor.fetchone() == (True,):
                found.append(f"{table}.{column}")
    return found


def words_of(content: bytes) -> bytes:
    """With what is packed in a PDF or an office file."""
    if content.startswith(b"%PDF-"):
        return content + "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).encode()
    if content.startswith(b"PK"):
        book = zipfile.ZipFile(io.BytesIO(content))
        return content + b"".join(book.read(name) for name in book.namelist())
    return content


def files() -> set[Path]:
    return {path for path in Path(default_storage.path("")).rglob("*") if path.is_file()}


def files_with(text: str, made: set[Path]) -> list[Path]:
    return [path for path in sorted(made) if text.encode() in words_of(path.read_bytes())]


def planted(made: set[Path]) -> list[object]:
    return [
        place for text in (PHONE, MAIL, IDENTITY, ACCOUNT) for place in (*columns_with(text), *files_with(text, made))
    ]


# --- an application and a return from their first draft on -----------------------------------------


def typed(leader: Mapping[str, str], **more: str) -> dict[str, str]:
    return {f"leader-{part}": text for part, text in leader.items()} | more


def save(
    client: Client, application: Application, leader: Mapping[str, str], revision: int, *, autosave: bool = False
) -> Any:
    path = reverse("calls:section_save", args=[application.pk, "cover"])
    headers = {"X-Autosave": "1"} if autosave else {}
    body = typed(leader, title="种下号码的题目", revision=str(revision), request_id=str(uuid.uuid4()))
    return client.post(path, body, headers=headers)


def live_through(world: World, client: Client) -> Application:
    """Draft, autosave, versions, a version by hand, release, submission, its print, the draft's print, the API."""
    application = world.application()
    sign_in(client, world.lnu.author)
    assert save(client, application, LEADER, 1).status_code == 302
    assert save(client, application, {**LEADER, "title": "讲师"}, 2, autosave=True).json()["revision"] == 3
    api = program(world.lnu.author)
    body = {"revision": 3, "answers": {"leader": LEADER}}
    assert api.send("PUT", f"/applications/{application.pk}/sections/cover", body).status_code == 200
    history.name_version(application=fresh(application), name="交前", by=world.lnu.author)
    prints.draft_pdf(fresh(application))
    world.advance(fresh(application), State.SUBMITTED)
    keep_print(submission_id=fresh(application).submissions.get().pk)
    return fresh(application)


def file_through(world: World) -> Return:
    """Filled in on line and by Excel, submitted."""
    form = filed.version(world.gongye, FILING)
    filing = filed.return_of(filed.opened(world, form=form), world.lnu)
    answers = {**filed.ANSWERS, "basic": {**filed.ANSWERS["basic"], "contact": CONTACT}}
    filing = filed.fill(filing, world.lnu.liaison, answers)
    book = io.BytesIO(workbook.template(filing))
    made = uploads.upload(filing=filing, name="表.xlsx", stream=book, by=world.lnu.liaison)
    uploads.confirm(made=made, by=world.lnu.liaison)
    returns.submit(filing=filed.fresh(filing), by=world.lnu.liaison)
    return filed.fresh(filing)


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def leader_of(application: Application) -> dict[str, str]:
    told: dict[str, str] = opened(application, application.sections.get(key="cover").answers)["leader"]
    return told


# --- at rest ---------------------------------------------------------------------------------------


def test_a_planted_number_stands_in_no_column_and_no_file(world: World, client: Client) -> None:
    before = files()
    application, filing = live_through(world, client), file_through(world)
    assert planted(files() - before) == []
    assert leader_of(application) == LEADER
    assert opened(filing, filing.sections.get(key="basic").answers)["contact"] == CONTACT


def test_without_sealing_the_same_search_finds_it(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_(_case: object, _definition: object, values: Mapping[str, Any], _standing: object = None) -> Any:
        return dict(values)

    monkeypatch.setattr(campus, "sealed", open_)
    monkeypatch.setattr(returns, "sealed", open_)
    live_through(world, client)
    file_through(world)
    assert (
        columns_with(PHONE)
        == columns_with(MAIL)
        == [
            "calls_applicationsection.answers",
            "calls_applicationversion.content",
            "calls_sectionversion.answers",
            "calls_submission.content",
            "filing_returncopy.content",
            "filing_returnsection.answers",
        ]
    )


def test_with_its_key_destroyed_nothing_of_a_case_can_be_read_and_the_next_is_under_a_new_one(world: World) -> None:
    application = world.application()
    key = key_of(application)
    assert key is not None
    personal_fields.destroy(key)
    assert {leader_of(application)["phone"], leader_of(application)["email"]} == {""}
    write(world, application, LEADER)
    assert leader_of(application) == LEADER


def write(world: World, application: Application, leader: Mapping[str, str]) -> None:
    revision = application.sections.get(key="cover").revision
    values = {"leader": dict(leader)}
    campus.save_section(
        application=fresh(application), key="cover", values=values, revision=revision, by=world.lnu.author
    )


def test_what_was_stored_in_the_open_is_sealed_by_a_command_that_can_be_run_again(world: World) -> None:
    application, filing = (
        world.application(),
        filed.return_of(filed.opened(world, form=filed.version(world.gongye, FILING)), world.lnu),
    )
    section = application.sections.get(key="cover")
    answers = {**section.answers, "leader": LEADER}
    ApplicationSection.objects.filter(pk=section.pk).update(answers=answers)
    SectionVersion.objects.filter(application=application, key="cover").update(answers=answers)
    filing.sections.filter(key="basic").update(answers={"contact": CONTACT})
    assert columns_with(PHONE) == [
        "calls_applicationsection.answers",
        "calls_sectionversion.answers",
        "filing_returnsection.answers",
    ]
    told = io.StringIO()
    call_command("seal_answers", stdout=told)
    call_command("seal_answers", stdout=told)
    assert [line.split()[0] for line in told.getvalue().splitlines()] == ["3", "0"]
    assert columns_with(PHONE) == columns_with(MAIL) == []
    assert (leader_of(application), application.sections.get(key="cover").revision) == (LEADER, section.revision)


# --- nothing edited, nothing changed ---------------------------------------------------------------


def test_saving_the_same_again_is_no_change_and_a_lost_update_is_refused(world: World) -> None:
    application = world.application()
    write(world, application, LEADER)
    section, version = application.sections.get(key="cover"), version_of(fresh(application))
    write(world, application, LEADER)
    write(world, application, {**LEADER, "phone": MASKED[0], "email": MASKED[1]})
    again = application.sections.get(key="cover")
    assert (again.revision, again.answers, version_of(fresh(application))) == (
        section.revision,
        section.answers,
        version,
    )
    assert leader_of(application) == LEADER
    with pytest.raises(LostUpdate):
        campus.save_section(
            application=application,
            key="cover",
            values={"leader": {**LEADER, "phone": CLOSE}},
            revision=section.revision - 1,
            by=world.lnu.author,
        )


def test_another_number_under_the_same_mask_is_a_change(world: World, client: Client) -> None:
    application = world.application()
    write(world, application, LEADER)
    old = SectionVersion.objects.filter(application=application, key="cover").order_by("-revision")[0]
    SectionVersion.objects.filter(pk=old.pk).update(begun_at=old.begun_at - ONE_VERSION)
    write(world, application, {**LEADER, "phone": CLOSE})
    assert leader_of(application)["phone"] == CLOSE
    sign_in(client, world.lnu.author)
    page = client.get(reverse("calls:section_version", args=[old.pk])).content.decode()
    assert MASKED[0] in page
    assert (PHONE in page, CLOSE in page, "<del" in page or "removed" in page) == (False, False, True)
    history.restore(
        version=old, revision=application.sections.get(key="cover").revision, by=world.lnu.author, voids=True
    )
    assert leader_of(application) == LEADER


def test_what_somebody_types_in_the_look_of_a_sealed_text_is_sealed_as_a_text(world: World) -> None:
    application = world.application()
    forged = f"139****0000|1|{'A' * 44}"
    write(world, application, {**LEADER, "phone": forged})
    assert leader_of(application)["phone"] == forged
    assert "leader" in {one.field_key for one in campus.problems_of(fresh(application))}
    write(world, application, {**LEADER, "phone": "no number"})
    assert "leader" in {one.field_key for one in campus.problems_of(fresh(application))}


# --- on pages --------------------------------------------------------------------------------------


def test_the_author_sees_it_in_the_form_and_everybody_sees_masks_for_reading(world: World, client: Client) -> None:
    application = live_through(world, client)
    check = FormalCheck.objects.filter(submission__application=application).order_by("id")[0]
    office = next(one for one in (world.gongye, world.xuewei) if one.organisation.pk == check.office_id)
    copy = application.submissions.get()
    for actor, path in (
        (world.lnu.author, reverse("calls:application_form", args=[application.pk])),
        (world.lnu.liaison, reverse("calls:application_form", args=[application.pk])),
        (world.lnu.liaison, reverse("calls:submission", args=[copy.pk])),
        (office.officer, reverse("calls:check", args=[check.pk])),
        (office.officer, reverse("calls:application", args=[application.pk])),
    ):
        sign_in(client, actor)
        page = client.get(path).content.decode()
        assert [text in page for text in (*MASKED, PHONE, MAIL)] == [True, True, False, False], path
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(prints.submission_pdf(copy))).pages)
    assert (MASKED[0] in text, PHONE in text) == (True, False)
    for actor in (world.lnu.author, office.officer):
        told = program(actor).get(f"/applications/{application.pk}").content.decode()
        assert [one in told for one in (*MASKED, PHONE, MAIL)] == [True, True, False, False]

    draft = world.application(title="另一个题目")
    write(world, draft, LEADER)
    sign_in(client, world.lnu.author)
    form = client.get(reverse("calls:section", args=[draft.pk, "cover"])).content.decode()
    assert (f'value="{PHONE}"' in form, f'value="{MAIL}"' in form) == (True, True)


def test_whoever_works_on_the_case_reads_it_by_one_click_that_its_author_sees(world: World, client: Client) -> None:
    application = live_through(world, client)
    path = reverse("calls:application_contacts", args=[application.pk])
    sign_in(client, world.gongye.officer)
    assert client.get(path).status_code == 405
    answer = client.post(path, {"request_id": str(uuid.uuid4())})
    page = answer.content.decode()
    assert (answer.status_code, PHONE in page, MAIL in page) == (200, True, True)
    (reading,) = PersonalReading.objects.filter(person=user_of(world.lnu.author)).order_by("id")
    assert (reading.reader_id, reading.fields) == (world.gongye.officer.user_id, ["contact"])
    assert [step.verb for step in steps.of_case(application)][-1] == "read_contacts"
    assert columns_with(PHONE) == []
    sign_in(client, world.lnu.author)
    assert "申报" in client.get("/account/readings/").content.decode()


def test_of_a_return_the_office_reads_masks_and_opens_them_on_record(world: World, client: Client) -> None:
    filing = file_through(world)
    sign_in(client, world.gongye.officer)
    page = client.get(reverse("filing:return", args=[filing.pk])).content.decode()
    assert [text in page for text in (*MASKED, PHONE, MAIL)] == [True, True, False, False]
    opened_ = client.post(reverse("filing:return_contacts", args=[filing.pk])).content.decode()
    assert (PHONE in opened_, MAIL in opened_) == (True, True)
    (reading,) = PersonalReading.objects.filter(person=user_of(world.lnu.liaison)).order_by("id")
    assert (reading.reader_id, reading.fields) == (world.gongye.officer.user_id, ["contact"])


def test_a_form_costs_one_query_more_however_many_contacts_stand_in_it(world: World, client: Client) -> None:
    application = world.application()
    sign_in(client, world.lnu.author)
    path = reverse("calls:section", args=[application.pk, "cover"])
    counts = []
    for leader in (LEADER, {**LEADER, "email": ""}, {**LEADER, "phone": "", "email": ""}):
        write(world, application, leader)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2] + 1
