"""A six-page Chinese form as PDF, each time with other texts, against WeasyPrint where that is installed.

WeasyPrint is no dependency: it needs Pango from the operating system. Without it the time alone is reported.
"""

from __future__ import annotations

import importlib
import importlib.util
import itertools
import os
import random
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

import django

from bench.harness import Row, interleaved

GOAL_RATIO = 1 / 15
GOAL_MS = 200  # a document asked for in a page has to come while the person waits

PHRASES = (
    "面向东北全面振兴对高端装备与智能制造人才的需求，",
    "牵头高校会同合作单位建立例会、学分互认与质量评价制度，",
    "双方教务系统完成课程编码对照，按学期交换选课与成绩数据，",
    "共同建设省级一流本科课程十二门，联合指导学位论文四十余篇，",
    "以教学联盟为组织形式，以跨校修读为主要路径，",
    "在建设经费中安排专项支持，每年120万元，",
    "逐步形成可复制、可推广的省域校际协同育人模式。",
)


def rows() -> Iterator[Row]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from lianxiao.core.documents import render_pdf

    forms = map(form, itertools.count())
    candidates: list[Callable[[], object]] = [lambda: render_pdf("application", next(forms))]
    peer = importlib.util.find_spec("weasyprint") is not None
    if peer:
        weasyprint = importlib.import_module("weasyprint")
        candidates.append(lambda: weasyprint.HTML(string=page(next(forms))).write_pdf())
    ours, *theirs = (seconds * 1000 for seconds in interleaved(*candidates, rounds=10, warm_up=2))
    name = "PDF: six-page Chinese form"
    if theirs:
        yield Row(name, round(ours, 1), "ms", GOAL_RATIO, "WeasyPrint", round(theirs[0], 1))
    else:
        yield Row(name, round(ours, 1), "ms", GOAL_MS, "WeasyPrint (not installed)", peer_missing=True)


def form(seed: int) -> dict[str, Any]:
    """Data of the application form, some six pages, no two alike: nothing can be answered from a memory."""
    chance = random.Random(seed)

    def essay(sentences: int) -> str:
        parts = [chance.choice(PHRASES) + str(chance.randrange(1000)) for _ in range(sentences)]
        return "\n".join("".join(parts[n : n + 6]) for n in range(0, sentences, 6))

    def field(number: int) -> dict[str, Any]:
        text = essay(33)
        return {"label": f"说明{number}", "type": "long_text", "content": {"kind": "text", "text": text}}

    columns = [{"label": label, "numeric": label == "经费"} for label in ("阶段", "时间", "成果", "经费")]
    table = {
        "kind": "table",
        "columns": columns,
        "rows": [[f"第{n}阶段", "2027年6月30日", essay(1), str(chance.randrange(100))] for n in range(12)],
        "totals": ["", "", "", "600"],
    }
    sections = [{"title": f"第{n}部分", "fields": [field(n)]} for n in range(6)]
    return {
        "form_title": "项目申报书",
        "category": "联合培养",
        "title": f"教学联盟建设{seed}",
        "cover": [{"label": "牵头高校", "text": "辽宁大学"}],
        "code": f"LX-{seed}",
        "sections": [*sections, {"title": "进度", "fields": [{"label": "阶段", "type": "table", "content": table}]}],
        "opinions": [{"title": "意见", "text": ""}],
    }


def page(data: dict[str, Any]) -> str:
    """The same content as a page for WeasyPrint."""
    parts = [f"<h1>{data['form_title']}</h1><h2>{data['title']}</h2><p class=cover>辽宁大学</p>"]
    for section in data["sections"]:
        parts.append(f"<h3>{section['title']}</h3>")
        for one in section["fields"]:
            content = one["content"]
            if content["kind"] == "text":
                lines = "".join(f"<p>{escape(line)}</p>" for line in content["text"].split("\n"))
                parts.append(f"<div class=box><b>{one['label']}</b>{lines}</div>")
            else:
                body = "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in content["rows"])
                head = "".join(f"<th>{column['label']}" for column in content["columns"])
                parts.append(f"<table><thead><tr>{head}</thead>{body}</table>")
    style = """
        @page { size: A4; margin: 27mm 23mm 26mm 25mm; @bottom-center { content: counter(page) "/" counter(pages) } }
        body { font: 10.5pt/1.75 "Noto Serif SC", "Noto Serif CJK SC"; text-align: justify }
        .cover { page-break-after: always } .box { border: 0.5pt solid; padding: 7pt } p { text-indent: 2em; margin: 0 }
        table { border-collapse: collapse; width: 100% } td, th { border: 0.5pt solid; padding: 5pt }
    """
    return f"<html lang=zh><style>{style}</style><body>{''.join(parts)}</body></html>"
