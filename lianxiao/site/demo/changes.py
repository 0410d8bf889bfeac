"""Change requests in the demo world: one in effect, one that waits for the office, one for the liaison, one begun."""

from datetime import timedelta
from io import BytesIO

from django.utils import timezone

from lianxiao.core.documents import render_pdf
from lianxiao.core.shipped import Fact
from lianxiao.core.templatetags.lianxiao import day
from lianxiao.ledger.actions import changes
from lianxiao.ledger.models import ChangeRequest, Project
from lianxiao.organisations.roles import Role
from lianxiao.site.demo.cast import Cast
from lianxiao.site.demo.material import MARK


def project_of(fact: Fact) -> Project:
    """The plot names a university and which of its projects; it knows of none that were imported."""
    return project_at(*fact["of"])


def project_at(code: str, number: int) -> Project:
    rows = Project.objects.filter(university__code=code, imported_in=None).select_related(
        "university", "lead_office", "application"
    )
    found: Project = rows.order_by("id")[number]
    return found


def paper(title: str, rows: list[list[str]], note: str) -> BytesIO:
    data = {
        "language": "zh-hans",
        "attachment": "附件",
        "title": f"{title}{MARK}",
        "subtitle": "",
        "columns": [{"label": label} for label in ("材料", "内容", "页数")],
        "rows": rows,
        "note": note,
        "landscape": False,
        "signer": "项目组",
        "date": day(timezone.localdate()),
        "demo": True,
    }
    return BytesIO(render_pdf("notice_list", data, at=timezone.now()))


class DemoChange:
    FIRST_STEP = 1
    BY_THE_CLOCK: frozenset[str] = frozenset()

    def __init__(self, fact: Fact, cast: Cast) -> None:
        self.fact, self.cast = fact, cast

    @property
    def there(self) -> ChangeRequest:
        return ChangeRequest.objects.select_related("project__university").get(project=project_of(self.fact))

    def draft(self) -> None:
        project = project_of(self.fact)
        by = self.cast.writer_of(project)
        made = changes.draft(project=project, kind=self.fact["kind"], by=by)
        wanted = {key: self._value(project, value) for key, value in self.fact["wanted"].items()}
        changes.save(change=made, reason=self.fact["reason"], wanted=wanted, revision=0, by=by)
        stream = paper("变更依据材料清单", self.fact["papers"], self.fact["reason"])
        changes.attach(change=made, name=f"变更依据{MARK}.pdf", stream=stream, by=by)

    def _value(self, project: Project, value: str | int) -> str:
        """A number is days after the present end."""
        if isinstance(value, str):
            return value
        assert project.end_date is not None
        return f"{project.end_date + timedelta(days=value):%Y-%m-%d}"

    def hand_in(self) -> None:
        changes.hand_in(change=self.there, by=self.cast.writer_of(project_of(self.fact)))

    def release(self) -> None:
        there = self.there
        changes.release(change=there, by=self.cast.on_campus(there.project.university_id, Role.LIAISON))

    def approve(self) -> None:
        there = self.there
        changes.approve(change=there, by=self.cast.officer(there.project.lead_office_id))
