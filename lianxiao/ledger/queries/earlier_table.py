"""The table of earlier years' projects: its fields, for the office that imports them."""

from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.spreadsheets import Field, Table
from lianxiao.ledger.queries import earlier_cells as cells
from lianxiao.mandate.models import Category, Target

MOST_ROWS = 2_000
PROMISED, ACHIEVED = "promised:", "achieved:"
DAY_HELP = _("A day such as 2019-05-01, 2019.5.1 or 20190501; a month will do.")
FIXED = (
    Field(
        "number",
        _("Project number"),
        required=True,
        is_code=True,
        alone=True,
        longest=40,
        sample="XJHZ2019001",
        read=cells.number_of,
        help=_("As it was given then; no two projects of the ledger have the same."),
        known_as=("项目编号", "立项编号", "编号", "项目代码"),
    ),
    Field(
        "title",
        _("Project title"),
        required=True,
        longest=200,
        sample="校际合作示例项目",
        known_as=("项目名称", "课题名称", "名称", "项目题目"),
    ),
    Field(
        "university",
        _("Lead university"),
        required=True,
        sample="辽宁大学",
        help=_("Full or short name, or the code of the Ministry."),
        known_as=(
            "牵头高校",
            "牵头学校",
            "牵头单位",
            "承担单位",
            "申报单位",
            "申报学校",
            "学校名称",
            "高校名称",
            "学校",
        ),
    ),
    Field(
        "leader",
        _("Project leader"),
        required=True,
        sample="王示例",
        known_as=("项目负责人", "负责人", "主持人", "项目主持人", "负责人姓名"),
    ),
    Field(
        "category",
        _("Category"),
        required=True,
        sample="联合培养",
        may_hold_for_all=True,
        help=_("One of the categories for which your office answers."),
        known_as=("项目类别", "项目类型", "类别", "类型", "合作类别", "任务类别"),
    ),
    Field(
        "year",
        _("Year"),
        required=True,
        is_code=True,
        longest=6,
        sample="2020",
        read=cells.year_of,
        may_hold_for_all=True,
        help=_("In which it was approved."),
        known_as=("立项年度", "立项年份", "年度", "年份", "批准年度"),
    ),
    Field(
        "state",
        pgettext_lazy("of a project", "State"),
        required=True,
        sample="已结题",
        read=cells.state_of,
        may_hold_for_all=True,
        help=_("Running or finished; the usual Chinese words are understood."),
        known_as=("项目状态", "状态", "进展状态", "是否结题", "结题情况", "完成情况"),
    ),
    Field(
        "approved",
        _("Approved on"),
        longest=20,
        sample="2020-05-01",
        read=cells.day_of,
        help=_("Where it stands nowhere, the day on which the project began."),
        known_as=("立项时间", "立项日期", "批准时间", "批准日期"),
    ),
    Field(
        "start",
        pgettext_lazy("project", "Begins"),
        longest=20,
        sample="2020-05-01",
        read=cells.day_of,
        help=DAY_HELP,
        known_as=("开始时间", "起始时间", "开始日期", "起始日期", "启动时间"),
    ),
    Field(
        "end",
        pgettext_lazy("project", "Ends"),
        longest=20,
        sample="2022-04-30",
        read=cells.last_day_of,
        help=_("Needed of what is finished, so that it stands in the yearly ledgers of its years."),
        known_as=("结束时间", "完成时间", "结束日期", "终止时间", "截止日期", "结题时间"),
    ),
    Field(
        "funding",
        _("Funding (10,000 yuan)"),
        longest=20,
        sample="12.5",
        read=cells.amount_of,
        help=_("In 10,000 yuan."),
        known_as=("经费（万元）", "资助经费（万元）", "经费", "资助金额", "总经费", "经费预算"),
    ),
    Field(
        "partners",
        _("Partners"),
        longest=2_000,
        has_lines=True,
        sample="东北大学、沈阳工业大学",
        read=cells.partners_of,
        help=_("With commas between. Institutions that the platform knows see the project from then on."),
        known_as=("合作单位", "合作高校", "参与单位", "参与高校", "合作学校"),
    ),
    Field(
        "summary",
        _("Summary"),
        longest=5_000,
        has_lines=True,
        known_as=("项目简介", "简介", "摘要", "主要内容", "建设内容", "研究内容"),
    ),
    Field(
        "milestones",
        _("Milestones"),
        longest=5_000,
        has_lines=True,
        sample="完成课程建设；2021-06-30；2021-06-20",
        read=cells.milestones_of,
        help=_("One a line: name; day due; day reached. The days may be missing."),
        known_as=("里程碑", "进度节点", "时间节点", "进度安排", "阶段目标", "实施节点"),
    ),
    Field(
        "as_of",
        _("Figures achieved by"),
        longest=20,
        sample="2022-04",
        read=cells.month_in,
        may_hold_for_all=True,
        help=_("The month in which the achieved figures count on the board."),
        known_as=("数据截止时间", "统计截止时间", "截至时间", "完成截至"),
    ),
)


def led_by(office_id: int) -> "QuerySet[Category]":
    """The categories for which this office answers: it is the first of their lead offices."""
    first = [
        one.pk
        for one in Category.objects.prefetch_related("leads").order_by("order", "id")
        if (leads := sorted(one.leads.all(), key=lambda lead: lead.order)) and leads[0].office_id == office_id
    ]
    return Category.objects.filter(pk__in=first).order_by("order", "id")


# In the language of whoever reads it.
_name_of = lazy(str, str)


def table_of(office_id: int) -> Table:
    """With two columns for each figure that the mandate asks of the office's categories."""
    rows = Target.objects.filter(category__in=led_by(office_id), value__isnull=False)
    newest = {one.code: one for one in rows.order_by("year", "order", "id")}
    figures = []
    for code, target in newest.items():
        name = _name_of(target)
        figures += [
            Field(
                f"{PROMISED}{code}",
                format_lazy("{} · {}", _("Promised"), name),
                longest=20,
                sample="10",
                read=cells.amount_of,
                known_as=(f"{target.name}（计划）", f"{target.name}（目标）", f"计划{target.name}", target.name),
            ),
            Field(
                f"{ACHIEVED}{code}",
                format_lazy("{} · {}", _("Achieved"), name),
                longest=20,
                sample="8",
                read=cells.amount_of,
                known_as=(
                    f"{target.name}（完成）",
                    f"{target.name}（实际）",
                    f"完成{target.name}",
                    f"实际{target.name}",
                ),
            ),
        ]
    return Table("projects", 1, _("Projects of earlier years"), (*FIXED, *figures), MOST_ROWS)
