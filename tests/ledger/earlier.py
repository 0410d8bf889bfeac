"""A register of earlier years' projects as an office has it, brought in by its real actions."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import openpyxl

from lianxiao.core.actors import Actor
from lianxiao.ledger.actions import importing
from lianxiao.ledger.models import Project, ProjectImport
from tests.world import World

TITLE = "辽宁省校际合作项目登记表（历年）"
HEAD = [
    *("序号", "项目编号", "项目名称", "项目类别", "承担单位", "立项年度", "主持人", "进展状态", "起始时间", "结题时间"),
    *(
        "经费（万元）",
        "合作单位",
        "时间节点",
        "校际合作教学联盟（目标）",
        "校际合作教学联盟（完成）",
        "统计截止时间",
        "备注",
    ),
]
FINISHED = {
    "序号": 1,
    "项目编号": "XJHZ２０２０-001",
    "项目名称": "往年教学联盟",
    "项目类别": "联合培养",
    "承担单位": "辽宁大学",
    "立项年度": "2020年",
    "主持人": "王往年",
    "进展状态": "已结题",
    "起始时间": "2020.5",
    "结题时间": "2022年4月30日",
    "经费（万元）": "１２.5万元",
    "合作单位": "东北大学、某科技公司",
    "时间节点": "完成方案；2020-12-31；2020-12-20\n交付课程；2021年6月",
    "校际合作教学联盟（目标）": 5,
    "校际合作教学联盟（完成）": 4,
    "统计截止时间": "2022-04",
}
RUNNING = {
    **FINISHED,
    "序号": 2,
    "项目编号": "XJHZ2021-002",
    "项目名称": "往年在研项目",
    "进展状态": "在研",
    "立项年度": 2021,
    "起始时间": "2021-03-01",
    "结题时间": "2099年12月",
    "时间节点": "开设课程；2099-06-30",
    "合作单位": "",
}


def workbook(*rows: dict[str, Any], head: Sequence[str] = HEAD) -> BytesIO:
    """Below a title that is merged across the columns."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([TITLE])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(head))
    sheet.append(list(head))
    for row in rows:
        sheet.append([row.get(name) for name in head])
    content = BytesIO()
    book.save(content)
    content.seek(0)
    return content


def uploaded(world: World, *rows: dict[str, Any], by: Actor | None = None) -> ProjectImport:
    content = workbook(*(rows or (FINISHED, RUNNING)))
    return importing.upload(name="历年项目.xlsx", stream=content, by=by or world.gongye.officer)


def checked(world: World, *rows: dict[str, Any], by: Actor | None = None) -> ProjectImport:
    """With the columns as they are proposed."""
    run = uploaded(world, *rows, by=by)
    return importing.check(run=run, columns=run.columns, texts={}, by=by or world.gongye.officer)


def imported(world: World, *rows: dict[str, Any]) -> list[Project]:
    run = importing.confirm(run=checked(world, *rows), by=world.gongye.officer)
    return list(run.projects.select_related("university", "lead_office").order_by("id"))
