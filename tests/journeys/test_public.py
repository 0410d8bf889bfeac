"""Without an account: notices, calls and public notices are read, found, and documents verified."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from lianxiao.calls.actions import prints
from lianxiao.calls.states import State
from lianxiao.core import files
from lianxiao.publishing.actions.facts import load_notices
from tests.calls.test_public_notices import confirmed, published
from tests.journeys.conftest import Come
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_public_reads_notice_call_and_public_notice(world: World, come: Come) -> None:
    notice = load_notices()[0]
    application = confirmed(world)
    listed = published(world, application)
    visitor = come(None).open("/")
    visitor.open("/notices/").follow_title(notice.title)
    assert visitor.reads(notice.document_number)
    visitor.open("/").follow_title(world.call.title)
    assert visitor.reads(world.call.document_number)
    visitor.open("/").follow_title(listed.title)
    assert visitor.reads(application.number or "-")


def test_the_public_objects_and_gets_a_number(world: World, come: Come) -> None:
    listed = published(world, confirmed(world))
    visitor = come(None).open(f"/public-notices/{listed.pk}/").follow("Object", "verb")
    visitor.put("name", "李某").put("contact", "li@example.org").put("text", "与另一项目内容重复。")
    visitor.click(visitor.page.locator("#main form button[type=submit]"))
    assert visitor.reads(listed.items.get().objections.get().number)


@pytest.mark.parametrize("words", ["校际合作", "xjhz", "辽教办"])
def test_the_public_finds_a_call_by_word_initials_and_number(world: World, come: Come, words: str) -> None:
    visitor = come(None).open("/")
    visitor.page.locator("#site-search").fill(words)
    visitor.click(visitor.page.locator("form[role=search] button"))
    visitor.follow_title(world.call.title)
    assert visitor.page.url.endswith(f"/calls/{world.call.pk}/")


def test_the_public_verifies_the_code_on_a_print(world: World, come: Come) -> None:
    submission = world.application(state=State.SUBMITTED).submissions.get()
    pdf = files.open_stored(prints.keep_print(submission_id=submission.pk).file_id).read()
    assert submission.code in PdfReader(BytesIO(pdf)).pages[0].extract_text()

    visitor = come(None).open("/verify/")
    visitor.put("code", submission.code).press("Verify")
    assert visitor.reads(submission.sha256)
    visitor.page.locator("input[type=file]").set_input_files(
        {"name": "application.pdf", "mimeType": "application/pdf", "buffer": pdf}
    )
    visitor.press("Compare")
    assert visitor.page.locator(".verdict-success").count() == 2
