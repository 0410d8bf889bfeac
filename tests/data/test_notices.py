"""The notices of 2020 stand word for word, and the call follows its notice."""

import hashlib
from datetime import datetime
from typing import Any

import pytest

from tests.data.files import CATEGORIES, document, wording

DIGESTS = {
    "notice_2020_101": "d49bf84b75e13d18c7dca69b298ce3157640e8cd5509e28c1456ee682a1098bf",
    "notice_2020_261": "f7805f2444755aeae3de049a418e603ac49baa1f4735c50280e7cba3f45a6bef",
}
NOTICES: dict[str, dict[str, Any]] = {one["code"]: one for one in document("notices.json")["notices"]}


def written(notice: dict[str, Any]) -> str:
    """The Chinese text from the head to the disclosure line; offices with the colon before their contacts."""
    body = "".join(part["text"]["zh"] + ("：" if part["kind"] == "office" else "") for part in notice["body"])
    head = notice["issuer"]["zh"] + notice["number"] + notice["title"]["zh"] + notice["addressees"]["zh"]
    return wording(head + body + notice["disclosure_text"]["zh"])


@pytest.mark.parametrize("code", DIGESTS)
def test_the_wording_is_that_of_the_source(code: str) -> None:
    assert hashlib.sha256(written(NOTICES[code]).encode()).hexdigest() == DIGESTS[code]


def test_both_notices_ship_and_are_proactively_disclosed() -> None:
    assert [(one["number"], one["disclosure"], one["date"]) for one in NOTICES.values()] == [
        ("辽教函〔2020〕261号", "proactive", None),
        ("辽教办〔2020〕101号", "proactive", None),
    ]


def test_the_call_s_sentences_are_there() -> None:
    paragraphs = [part["text"]["zh"] for part in NOTICES["notice_2020_101"]["body"]]

    assert paragraphs[1:6] == [
        "一、申报对象",
        "省内普通本科高等学校。",
        "二、申报项目范围及数量",
        "按照《通知》要求，申报项目分为联合培养、教师互聘、协同创新、资源共享、合作交流等五个方面；"
        "请分项填写《项目申报书》（见附件），每类项目每校限报5项。",
        "三、报送方式",
    ]
    assert paragraphs[6] == "请于8月20日前，将项目申报书分别报送至该类项目牵头处室。"


def test_no_contact_of_an_office_is_published() -> None:
    offices = [part for part in NOTICES["notice_2020_101"]["body"] if part["kind"] == "office"]

    assert [(part["office"], part["text"]["zh"]) for part in offices] == [
        ("gongye", "工业高等教育处"),
        ("xuewei", "学位管理与研究生教育处"),
        ("shehui", "社会事业高等教育处"),
        ("keji", "科技与信息化建设处"),
        ("nonglin", "农林医药高等教育处"),
    ]


def test_paragraphs_are_of_four_kinds_only() -> None:
    kinds = {part["kind"] for notice in NOTICES.values() for part in notice["body"]}

    assert kinds == {"heading1", "heading2", "paragraph", "office"}


def test_the_call_carries_the_text_of_its_notice() -> None:
    assert document("call_2020.json")["document"] == NOTICES["notice_2020_101"]


def test_the_call_has_the_rules_of_its_notice() -> None:
    call = document("call_2020.json")
    leads = {one["code"]: one["lead_offices"] for one in document("categories.json")["categories"]}

    assert (call["number"], call["eligible_kinds"], call["review"]) == ("辽教办〔2020〕101号", ["university"], None)
    assert call["categories"] == [
        {"category": code, "form": code, "limit": 5, "deliver_to": leads[code]} for code in CATEGORIES
    ]
    assert call["public_notice_working_days"] == 5


def test_the_call_closes_at_the_end_of_20_august_in_beijing() -> None:
    closes_at = datetime.fromisoformat(document("call_2020.json")["closes_at"])

    assert closes_at.isoformat() == "2020-08-20T23:59:59+08:00"
