"""Notices brought to a state by the real actions, for the tests of this folder."""

from typing import Any

from lianxiao.publishing.actions import notices as actions
from lianxiao.publishing.models import Notice
from lianxiao.publishing.states import NoticeState
from tests.world import World

VALUES: dict[str, Any] = {
    "issuer": "",
    "title": "关于举办校际合作专题培训的通知",
    "title_en": "Notice on Training for Inter-University Cooperation",
    "document_number": "辽教函〔2026〕12号",
    "document_date": None,
    "addressees": "省内各普通高等学校",
    "addressees_en": "To all universities",
    "body": "现将有关事项通知如下。\n一、培训内容\n填报要求。",
    "body_en": "The following is announced.\n1. Content\nHow to fill in the form.",
    "disclosure": "proactive",
}


def drafted(world: World, **changes: Any) -> Notice:
    return actions.draft(values={**VALUES, **changes}, by=world.gongye.officer)


def handed_in(world: World, **changes: Any) -> Notice:
    return actions.hand_in(notice=drafted(world, **changes), by=world.gongye.officer)


def checked(world: World, **changes: Any) -> Notice:
    return actions.pass_check(notice=handed_in(world, **changes), by=world.gongye.colleague)


def published(world: World, **changes: Any) -> Notice:
    return actions.publish(notice=checked(world, **changes), by=world.ting)


def withdrawn(world: World, **changes: Any) -> Notice:
    return actions.withdraw(notice=published(world, **changes), reason="附件有误", by=world.ting)


MADE = {
    NoticeState.DRAFT: drafted,
    NoticeState.CHECKING: handed_in,
    NoticeState.CHECKED: checked,
    NoticeState.PUBLISHED: published,
    NoticeState.WITHDRAWN: withdrawn,
}
