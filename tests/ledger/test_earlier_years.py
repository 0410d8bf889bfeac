"""Projects of earlier years come from a workbook of any form; from then on they live like all others."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from lianxiao.api.v1.shown import project_in_full
from lianxiao.core.actors import PUBLIC
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.core.spreadsheets import UnreadableTable, write_errors
from lianxiao.ledger.actions import changes, confirming, endings, importing, reports
from lianxiao.ledger.actions import facts as correcting
from lianxiao.ledger.actions.importing import NoLongerGood
from lianxiao.ledger.invariants import INVARIANTS
from lianxiao.ledger.models import ChangeRequest, ProgressReport, Project, ProjectImport, ProjectTotal
from lianxiao.ledger.queries import projects as queries
from lianxiao.ledger.queries.earlier_table import table_of
from lianxiao.ledger.queries.importing import found_in
from lianxiao.ledger.queries.yearly import standing_in
from lianxiao.ledger.states import ChangeKind, Light, ProjectImportState, ProjectState, ReportState
from lianxiao.organisations.models import Notification
from lianxiao.site.queries.workbench import waiting_for
from tests.core.files.made import pdf
from tests.ledger import ending, reporting
from tests.ledger.approving import project
from tests.ledger.earlier import FINISHED, HEAD, RUNNING, checked, imported, uploaded, workbook
from tests.world import World, sign_in, user_of

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def world() -> World:
    return World()


def problems(run: ProjectImport) -> list[tuple[int, str, str]]:
    found = found_in(run, table_of(run.office_id)).problems
    return [(one.number, str(one.column), one.said) for one in found]


def broken() -> list[str]:
    return [f"{one.name}: {row}" for one in INVARIANTS for row in one.find()]


class TestColumns:
    def test_are_proposed_from_the_headings_of_the_offices_own_register(self, world: World) -> None:
        run = uploaded(world)
        heads = dict(enumerate(HEAD))
        assert {key: heads[place] for key, place in run.columns.items()} == {
            "number": "项目编号",
            "title": "项目名称",
            "category": "项目类别",
            "university": "承担单位",
            "year": "立项年度",
            "leader": "主持人",
            "state": "进展状态",
            "start": "起始时间",
            "end": "结题时间",
            "funding": "经费（万元）",
            "partners": "合作单位",
            "milestones": "时间节点",
            "promised:alliances": "校际合作教学联盟（目标）",
            "achieved:alliances": "校际合作教学联盟（完成）",
            "as_of": "统计截止时间",
        }
        assert (run.state, run.seen["row"], run.row_count) == (ProjectImportState.UPLOADED, 2, 0)

    def test_are_what_a_person_says(self, world: World) -> None:
        run = uploaded(world, {**FINISHED, "项目名称": "甲", "备注": "乙"})
        by = world.gongye.officer
        said = {**run.columns, "title": HEAD.index("备注")}
        del said["state"]
        run = importing.check(run=run, columns=said, texts={"state": "已结题"}, by=by)
        assert run.state == ProjectImportState.READY
        done = importing.confirm(run=run, by=by).projects.get()
        assert (done.title, done.state) == ("乙", ProjectState.FINISHED)

    def test_a_file_without_a_table_is_refused(self, world: World) -> None:
        book = BytesIO()
        openpyxl.Workbook().save(book)
        with pytest.raises(UnreadableTable):
            importing.upload(name="空.xlsx", stream=book, by=world.gongye.officer)
        run = importing.upload(name="无行.xlsx", stream=workbook(), by=world.gongye.officer)
        run = importing.check(run=run, columns=run.columns, texts={}, by=world.gongye.officer)
        assert (run.state, run.row_count) == (ProjectImportState.FAULTY, 0)


class TestErrors:
    def test_are_told_by_the_cell_and_nothing_is_written(self, world: World) -> None:
        wrong = {
            **FINISHED,
            "项目编号": "LN-PY-2020-001",
            "项目类别": "协同创新",
            "承担单位": "火星大学",
            "立项年度": "明年",
            "进展状态": "快了",
            "结题时间": "2019-01-01",
            "经费（万元）": "很多",
            "时间节点": "方案；哪天",
        }
        run = checked(world, RUNNING, wrong)
        with override("en"):
            again = importing.check(run=run, columns=run.columns, texts={}, by=world.gongye.officer)
            assert problems(again) == [
                (4, "Project number", "Numbers of this form are given by the platform itself."),
                (4, "Year", f"A year from 2000 to {timezone.localdate().year}."),
                (4, "State", "One of these: Running, Finished."),
                (4, "Funding (10,000 yuan)", "A number that is not below nought, with two places at most."),
                (4, "Milestones", "Line 1: name; day due; day reached."),
                (
                    4,
                    "Category",
                    "One of the categories of your office: Joint training, Teacher exchange, Resource sharing.",
                ),
                (4, "Lead university", "The platform has no institution of this name."),
                (4, "Ends", "A project ends after it began."),
            ]
        assert (again.state, again.row_count, again.bad_count) == (ProjectImportState.FAULTY, 2, 1)
        assert not Project.objects.exists()
        with pytest.raises(NotAllowedNow):
            importing.confirm(run=again, by=world.gongye.officer)

    def test_of_figures(self, world: World) -> None:
        early = {**FINISHED, "立项年度": "2005", "统计截止时间": ""}
        with override("en"):
            assert problems(checked(world, early)) == [
                (3, "Figures achieved by", "Say by which month the figures were achieved."),
                (3, "Promised · Inter-university teaching alliances", "The mandate of 2005 has no such target."),
            ]

    def test_the_file_of_errors_holds_every_row_and_is_uploaded_again(self, world: World) -> None:
        by, table = world.gongye.officer, table_of(world.gongye.organisation.pk)
        run = checked(world, FINISHED, {**RUNNING, "承担单位": "火星大学"})
        answer = sign_in(Client(), by).get(reverse("ledger:import_errors", args=[run.pk]))
        content = BytesIO(answer.getvalue())
        book = openpyxl.load_workbook(content)
        heads = [cell.value for cell in book.worksheets[0][2]]
        place = next(at for at, one in enumerate(heads, 1) if one and "牵头高校" in str(one))
        assert [row[1] for row in book.worksheets[0].iter_rows(min_row=3, values_only=True)] == [
            "往年教学联盟",
            "往年在研项目",
        ]
        book.worksheets[0].cell(row=4, column=place).value = "大连理工大学"
        mended = BytesIO()
        book.save(mended)
        again = importing.upload(name="改正.xlsx", stream=mended, by=by)
        assert {one.key for one in table.fields if one.required} <= set(again.columns)
        ready = importing.check(run=again, columns=again.columns, texts={}, by=by)
        assert (ready.state, ready.row_count, problems(ready)) == (ProjectImportState.READY, 2, [])
        assert write_errors(table, [])

    def test_two_rows_or_the_ledger_have_the_number_already(self, world: World) -> None:
        imported(world, FINISHED)
        with override("en"):
            assert problems(checked(world, FINISHED, RUNNING, RUNNING)) == [
                (3, "Project number", "The ledger has a project of this number already."),
                (5, "Project number", "The same as in row 4."),
            ]


class TestEntering:
    def test_a_project_comes_with_all_its_parts(self, world: World) -> None:
        done, runs = imported(world)
        assert (done.number, done.title, done.year, done.leader_name) == (
            "XJHZ2020-001",
            "往年教学联盟",
            2020,
            "王往年",
        )
        assert (done.university, done.lead_office) == (world.lnu.organisation, world.gongye.organisation)
        assert (done.start_date, done.end_date) == (date(2020, 5, 1), date(2022, 4, 30))
        assert runs.end_date == date(2099, 12, 31)
        assert (done.funding, done.city_id, done.state, runs.state) == (
            Decimal("12.5"),
            "210100",
            ProjectState.FINISHED,
            ProjectState.RUNNING,
        )
        parties = done.parties.order_by("order").values_list("name", "organisation")
        assert list(parties) == [("东北大学", world.neu.organisation.pk), ("某科技公司", None)]
        assert list(done.milestones.order_by("order").values_list("name", "due_date", "reached_date")) == [
            ("完成方案", date(2020, 12, 31), date(2020, 12, 20)),
            ("交付课程", date(2021, 6, 30), None),
        ]
        promised = done.indicators.get()
        fact = done.facts.get()
        assert (promised.target.code, promised.promised) == ("alliances", Decimal(5))
        assert (fact.target, fact.amount, fact.month, fact.figure) == (
            promised.target,
            Decimal(4),
            date(2022, 4, 1),
            None,
        )
        assert (done.lit.light, runs.lit.light) == (Light.DONE, Light.ON_TRACK)
        assert sum(ProjectTotal.objects.values_list("projects", flat=True)) == 2
        assert broken() == []

    def test_each_university_is_told_once(self, world: World) -> None:
        people = [world.lnu.liaison, world.lnu.leader, world.dut.liaison, world.neu.liaison]
        elsewhere = {**RUNNING, "项目编号": "XJHZ2021-003", "承担单位": "大连理工大学"}
        imported(world, FINISHED, RUNNING, elsewhere)
        told = Notification.objects.filter(kind="projects_imported")
        counts = [list(told.filter(user=user_of(one)).values_list("values__count", flat=True)) for one in people]
        assert counts == [["2"], ["2"], ["1"], []]

    def test_is_all_or_nothing(self, world: World) -> None:
        run = checked(world)
        imported(world, RUNNING)
        with pytest.raises(NoLongerGood):
            importing.confirm(run=run, by=world.gongye.officer)
        assert Project.objects.count() == 1
        run.refresh_from_db()
        assert (run.state, run.imported_at) == (ProjectImportState.READY, None)

    def test_happens_once(self, world: World) -> None:
        run = importing.confirm(run=checked(world), by=world.gongye.officer)
        for again in (importing.confirm, importing.discard):
            with pytest.raises(NotAllowedNow):
                again(run=run, by=world.gongye.officer)
        with pytest.raises(NotAllowedNow):
            importing.check(run=run, columns=run.columns, texts={}, by=world.gongye.officer)
        assert Project.objects.count() == 2

    def test_is_for_the_office_that_uploaded_it(self, world: World) -> None:
        run = checked(world)
        for stranger in (world.keji.officer, world.ting, world.lnu.liaison, world.lnu.author):
            with pytest.raises(PermissionDenied):
                importing.confirm(run=run, by=stranger)
            with pytest.raises(PermissionDenied):
                importing.discard(run=run, by=stranger)
        for stranger in (world.ting, world.lnu.liaison):
            with pytest.raises(PermissionDenied):
                importing.upload(name="历年.xlsx", stream=workbook(FINISHED), by=stranger)
        importing.discard(run=run, by=world.gongye.colleague)
        assert not Project.objects.exists()

    def test_a_project_has_one_origin_and_a_figure_one_source(self, world: World) -> None:
        done, _runs = imported(world)
        other = project(world)
        for wrong in ({"application": None}, {"imported_in": done.imported_in}):
            with pytest.raises(IntegrityError, match="project_origin"), transaction.atomic():
                Project.objects.filter(pk=other.pk).update(**wrong)
        for name, more in (("fact_imported_once", {}), ("fact_source", {"imported_in": None})):
            fact = done.facts.get()
            fact.pk = None
            for field, value in more.items():
                setattr(fact, field, value)
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                fact.save()
        with pytest.raises(IntegrityError, match="project_import_without_errors"), transaction.atomic():
            ProjectImport.objects.update(bad_count=1)


class TestPages:
    def test_the_way_of_an_officer(self, client: Client, world: World) -> None:
        sign_in(client, world.gongye.officer)
        assert reverse("ledger:imports") in client.get(reverse("ledger:projects")).content.decode()
        file = SimpleUploadedFile("历年项目.xlsx", workbook(FINISHED, RUNNING).read(), XLSX)
        there = client.post(reverse("ledger:imports"), {"file": file}).headers["Location"]
        page = client.get(there)
        form = page.context["form"]
        said = {name: form[name].initial or "" for name in form.fields}
        lacking = client.post(f"{there}check/", {**said, "column-title": ""})
        assert (lacking.status_code, list(lacking.context["form"].errors)) == (422, ["column-title"])
        assert client.post(f"{there}check/", said).status_code == 302
        assert "往年教学联盟" in client.get(there).content.decode()
        assert client.post(f"{there}confirm/").status_code == 302
        assert [one.title for one in client.get(there).context["projects"]] == ["往年教学联盟", "往年在研项目"]

    def test_a_file_that_is_none_is_told_at_its_field(self, client: Client, world: World) -> None:
        sign_in(client, world.gongye.officer)
        answer = client.post(reverse("ledger:imports"), {"file": SimpleUploadedFile("历年.xlsx", b"no table", XLSX)})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])
        assert client.get(reverse("ledger:import_template")).status_code == 200

    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_show_what_was_imported_to_whoever_sees_projects(self, client: Client, world: World, language: str) -> None:
        client.cookies["django_language"] = language
        done, _runs = imported(world)
        fact = done.facts.get()
        for reader in (world.ting, world.gongye.officer, world.lnu.liaison, world.neu.leader):
            sign_in(client, reader)
            page = client.get(reverse("ledger:project", args=[done.pk]))
            assert (page.status_code, page.context["trail"].notice) == (200, None)
            assert client.get(reverse("ledger:project_letter", args=[done.pk])).status_code == 404
            for name in ("project_fields", "projects", "pivot", "network", "facts"):
                there = reverse(f"ledger:{name}", args=[done.pk] if name == "project_fields" else [])
                assert client.get(there).status_code == 200, name
            assert client.get(reverse("ledger:fact", args=[fact.pk])).status_code == 200
            assert client.post(reverse("ledger:facts_export")).status_code == 200
            assert client.post(reverse("ledger:project_export")).status_code == 200
        assert client.get(reverse("ledger:project", args=[_runs.pk])).status_code == 404  # not one of its parties

    def test_the_public_reads_them_and_programs_too(self, client: Client, world: World) -> None:
        done, _runs = imported(world)
        assert done.title in client.get(reverse("ledger:public_projects")).content.decode()
        assert project_in_full(queries.project_page(world.ting).get(pk=done.pk)).number == done.number
        assert queries.published_projects(PUBLIC).count() == 2

    def test_the_board_counts_them_and_a_figure_is_corrected(self, client: Client, world: World) -> None:
        done, _runs = imported(world, FINISHED), None
        sign_in(client, world.ting)
        board = client.get(reverse("ledger:board") + "?year=2020").context["board"]
        line = next(one for one in board.lines if one.target.code == "alliances")
        assert line.promised == Decimal(5)
        fact = done[0].facts.get()
        anew = correcting.correct(fact=fact, amount=Decimal(3), reason="核对原件", by=world.gongye.officer)
        assert anew is not None
        assert anew.imported_in == done[0].imported_in
        assert broken() == []

    def test_a_finished_one_stands_in_the_yearly_ledgers_of_its_years(self, world: World) -> None:
        imported(world, FINISHED)
        years = {year: standing_in(year).count() for year in range(2019, 2025)}
        assert years == {2019: 0, 2020: 1, 2021: 1, 2022: 1, 2023: 0, 2024: 0}


class TestLife:
    """Of a project that runs: nobody applied for it, so its university's liaison writes."""

    @pytest.fixture
    def runs(self, world: World) -> Project:
        return imported(world, RUNNING)[0]

    def waiting(self, actor: Any) -> dict[str, int]:
        return {one.kind: one.count for one in waiting_for(actor)}

    def report(self, world: World) -> ProgressReport:
        return reporting.opened(world).reports.get()

    def test_it_reports_progress(self, world: World, client: Client, runs: Project) -> None:
        report, by = self.report(world), world.lnu.liaison
        assert self.waiting(by)["report_to_write"] == 1
        sign_in(client, by)
        assert client.get(reverse("ledger:report_edit", args=[report.pk])).status_code == 200
        said = reporting.said(report, amount=2)
        reports.save(report=report, words=reporting.words(), said=said, revision=0, by=by)
        reports.attach(item=reporting.item(report), name="佐证.pdf", stream=BytesIO(pdf()), by=by)
        reports.hand_in(report=report, by=by)
        reports.release(report=report, by=by)
        confirming.confirm(report=report, by=world.gongye.officer)
        report.refresh_from_db()
        assert (report.state, sorted(runs.facts.values_list("amount", flat=True))) == (
            ReportState.CONFIRMED,
            [Decimal(2), Decimal(4)],
        )
        assert broken() == []

    def test_nobody_elses_liaison_writes_and_no_liaison_for_what_was_applied_for(
        self, world: World, runs: Project
    ) -> None:
        applied = project(world)
        reporting.begun(applied)
        reporting.opened(world)
        of_runs, of_applied = (ProgressReport.objects.get(project=one) for one in (runs, applied))
        cases = [(of_runs, world.dut.liaison), (of_runs, world.lnu.author), (of_applied, world.lnu.liaison)]
        for report, by in cases:
            with pytest.raises(PermissionDenied):
                reports.save(report=report, words=reporting.words(), said={}, revision=0, by=by)
        with pytest.raises(PermissionDenied):
            changes.draft(project=applied, kind=ChangeKind.PEOPLE, by=world.lnu.liaison)

    def test_it_is_changed(self, world: World, runs: Project) -> None:
        by = world.lnu.liaison
        asked = changes.draft(project=runs, kind=ChangeKind.PEOPLE, by=by)
        changes.save(change=asked, reason="换人", wanted={"leader": "李新"}, revision=0, by=by)
        changes.attach(change=asked, name="决定.pdf", stream=BytesIO(pdf()), by=by)
        asked = ChangeRequest.objects.get(pk=asked.pk)
        changes.hand_in(change=asked, by=by)
        changes.release(change=asked, by=by)
        changes.approve(change=asked, by=world.gongye.officer)
        runs.refresh_from_db()
        assert runs.leader_name == "李新"
        assert broken() == []

    def test_it_ends_by_an_acceptance(self, world: World, runs: Project) -> None:
        file = [("结题报告.pdf", BytesIO(pdf()))]
        opinion, runs = ending.opinion(), ending.nothing_left(runs)
        applied = endings.apply(project=runs, opinion=opinion, uploads=file, by=world.lnu.liaison)
        endings.confirm(acceptance=applied, by=world.gongye.officer)
        runs.refresh_from_db()
        assert runs.state == ProjectState.FINISHED
        assert broken() == []
