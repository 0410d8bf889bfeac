"""A letter is read, checked by another person and issued; number, files and delivery come with the issue."""

import io

import docx
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pypdf import PdfReader

from lianxiao.calls.models import Application
from lianxiao.calls.queries import verification
from lianxiao.core.digests import digests
from lianxiao.core.files import store
from lianxiao.core.models import NumberSeries
from lianxiao.core.refusals import LostUpdate, NotAllowedNow
from lianxiao.letters.actions import letters, several
from lianxiao.letters.actions import templates as template_actions
from lianxiao.letters.invariants import INVARIANTS
from lianxiao.letters.models import Letter, LetterDelivery
from lianxiao.letters.queries import letters as queries
from lianxiao.letters.queries.papers import content_of
from lianxiao.letters.states import LetterState
from lianxiao.organisations.models import Notification
from tests.letters import made
from tests.world import World

pytestmark = pytest.mark.django_db
WORDS = {"addressee": "辽宁大学", "text": "请于月底前报送实施方案。", "copies": ""}


def year() -> int:
    return timezone.localdate().year


def text_of(pdf: bytes) -> str:
    """Without the spaces that stand between Chinese and Latin signs in print."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def broken() -> dict[str, list[str]]:
    found = {one.name: list(one.find()) for one in INVARIANTS}
    return {name: rows for name, rows in found.items() if rows}


def told(kind: str) -> set[str]:
    return set(Notification.objects.filter(kind=kind).values_list("user__username", flat=True))


# --- what leaves ------------------------------------------------------------------------------------


def test_approval_leaves_a_draft_that_nobody_outside_the_department_finds(world: World) -> None:
    letter = made.drafted(world)
    assert (letter.state, letter.number, letter.addressee) == (LetterState.DRAFT, "", "辽宁大学")
    assert list(queries.inbox(world.lnu.liaison)) == []
    assert list(queries.of_case(approved(letter))) == []
    assert list(queries.outbox(world.lnu.liaison)) == []
    assert letter in queries.outbox(world.gongye.officer)


def approved(letter: Letter) -> Application:

    return Application.objects.get(pk=letter.case_id)


def test_issue_gives_number_files_and_delivery_at_once(world: World) -> None:
    letter = made.issued(world)
    assert (letter.number, letter.serial) == (f"辽教函〔{year()}〕1号", 1)
    word, pdf = content_of(letter.word_id or ""), content_of(letter.pdf_id or "")
    assert (letter.pdf_id, letter.word_id) == (digests(pdf).sha256, digests(word).sha256)
    says = [one.text for one in docx.Document(io.BytesIO(word)).paragraphs if one.text]
    assert says[:4] == ["辽宁省教育厅", letter.number, "关于同意校际合作项目立项的通知", "辽宁大学："]
    printed = text_of(pdf)
    assert [line in printed for line in (letter.number, letter.subject, letter.code)] == [True, True, True]
    (delivery,) = queries.inbox(world.lnu.liaison)
    assert (delivery.letter_id, delivery.delivered_at) == (letter.pk, letter.issued_at)
    assert told("letter_received") == {"lnu-liaison", "lnu-leader", "lnu-author"}
    assert broken() == {}


def test_a_university_that_has_no_part_receives_nothing(world: World) -> None:
    made.issued(world)
    assert list(queries.inbox(world.dut.liaison)) == []


def test_free_text_stands_in_word_and_pdf_alike(world: World) -> None:
    letter = letters.edit(letter=made.drafted(world), values=WORDS, revision=0, by=world.gongye.officer)
    letters.pass_check(letter=letter, revision=1, by=world.xuewei.officer)
    issued = letters.issue(letter=letter, by=world.ting)
    word = docx.Document(io.BytesIO(content_of(issued.word_id or "")))
    assert WORDS["text"] in [one.text for one in word.paragraphs]
    assert WORDS["text"] in text_of(content_of(issued.pdf_id or ""))


def test_anybody_can_check_the_code_and_both_files(world: World) -> None:
    letter = made.issued(world)
    found = verification.issued(letter.code or "")
    assert found is not None
    assert (found.number, found.withdrawn, found.addressee) == (letter.number, False, "辽宁大学")
    for file in (letter.pdf_id, letter.word_id):
        assert found.matches(digests(content_of(file or "")))
    assert not found.matches(digests(b"another"))


# --- two people -------------------------------------------------------------------------------------


def test_who_wrote_last_does_not_check(world: World) -> None:
    letter = letters.edit(letter=made.drafted(world), values=WORDS, revision=0, by=world.gongye.officer)
    with pytest.raises(PermissionDenied):
        letters.pass_check(letter=letter, revision=1, by=world.gongye.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(
            checked_by_id=world.gongye.officer.user_id, checked_at=timezone.now()
        )
    assert letters.pass_check(letter=letter, revision=1, by=world.xuewei.officer).state == LetterState.CHECKED


def test_a_check_is_of_the_text_that_was_read(world: World) -> None:
    letter = made.drafted(world)
    letters.edit(letter=letter, values=WORDS, revision=0, by=world.gongye.officer)
    with pytest.raises(LostUpdate):
        letters.pass_check(letter=letter, revision=0, by=world.xuewei.officer)


def test_two_saves_of_one_text_do_not_overwrite_each_other(world: World) -> None:
    letter = made.drafted(world)
    letters.edit(letter=letter, values=WORDS, revision=0, by=world.gongye.officer)
    with pytest.raises(LostUpdate):
        letters.edit(letter=letter, values={**WORDS, "text": "其他"}, revision=0, by=world.gongye.officer)


def test_only_the_department_issues_and_only_what_is_checked(world: World) -> None:
    letter = made.drafted(world)
    with pytest.raises(NotAllowedNow):
        letters.issue(letter=letter, by=world.ting)
    letters.pass_check(letter=letter, revision=0, by=world.gongye.officer)
    for stranger in (world.gongye.officer, world.lnu.liaison, world.lnu.leader):
        with pytest.raises(PermissionDenied):
            letters.issue(letter=letter, by=stranger)
    stale = Letter.objects.get(pk=letter.pk)
    letters.issue(letter=letter, by=world.ting)
    with pytest.raises(NotAllowedNow):
        letters.issue(letter=stale, by=world.ting)


def test_an_issue_without_files_or_number_cannot_be_stored(world: World) -> None:
    letter = made.checked(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(**{"state": LetterState.ISSUED})  # noqa: PIE804


# --- numbers ----------------------------------------------------------------------------------------


def test_numbers_run_per_code_and_a_failed_issue_leaves_no_gap(world: World) -> None:
    first = made.issued(world)
    second, third = made.copied(world, drafted_like(first)), made.copied(world, drafted_like(first))
    Letter.objects.filter(pk=second.pk).update(template=unreadable(second))
    results = several.issue_each(letters=[second, third], revisions={}, by=world.ting)
    assert [bool(result.refusal) for result in results] == [True, False]
    assert results[1].letter.number == f"辽教函〔{year()}〕2号"
    assert broken() == {}


def drafted_like(letter: Letter) -> Letter:
    """The same as it was before its issue."""
    copy = Letter.objects.get(pk=letter.pk)
    blank = {
        "state": LetterState.DRAFT, "checked_by_id": None, "checked_at": None, "issued_by_id": None, "issued_at": None,
        "document_date": None, "series": "", "year": None, "serial": None, "number": "", "code": None,
        "word_id": None, "pdf_id": None, "pages": None,
    }  # fmt: skip
    for name, value in blank.items():
        setattr(copy, name, value)
    copy.pk, copy.case_kind, copy.case_id = None, "tests.case", Letter.objects.count()
    copy._state.adding = True
    copy.save()
    return copy


def unreadable(letter: Letter) -> object:
    """A version whose file asks for what no letter has."""
    version = letter.template
    content = made.edited("approval", lambda document: document.add_paragraph("{{ 没有 }}")).getvalue()
    store(io.BytesIO(content))
    found = digests(content)
    version.file = type(version.file).objects.create(
        digest=found.sha256, sm3=found.sm3, size=found.size, media_type=version.file.media_type
    )
    version.pk, version.version = None, 9
    version._state.adding = True
    version.save()
    return version


def test_an_office_with_a_code_of_its_own_has_its_own_series(world: World) -> None:
    made.issued(world)
    template_actions.set_code(organisation=world.gongye.organisation, code="辽教工函", by=world.gongye.officer)
    assert made.issued(world, "第二个").number == f"辽教工函〔{year()}〕1号"
    with pytest.raises(template_actions.CodeTaken):
        template_actions.set_code(organisation=world.xuewei.organisation, code="辽教工函", by=world.xuewei.officer)


def test_without_any_code_nothing_is_issued_and_says_so(world: World) -> None:
    letter = made.checked(world)
    template_actions.set_code(organisation=department(world), code="", by=world.gongye.officer)
    with pytest.raises(letters.NoCode):
        letters.issue(letter=letter, by=world.ting)
    assert NumberSeries.objects.filter(name__startswith="公文-").exists() is False


def department(world: World) -> object:
    return world.gongye.organisation.parent


def test_a_gap_cannot_be_stored_and_an_issued_letter_not_be_changed_or_deleted(world: World) -> None:
    letter = made.issued(world)
    other = made.copied(world, drafted_like(letter))
    gap = {
        "state": LetterState.ISSUED, "series": "辽教函", "year": year(), "serial": 3, "number": "x", "code": "x",
        "word": letter.word, "pdf": letter.pdf, "pages": 1, "issued_by_id": world.ting.user_id,
        "issued_at": timezone.now(), "document_date": timezone.localdate(),
    }  # fmt: skip
    for changes in ({**gap}, {**gap, "serial": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Letter.objects.filter(pk=other.pk).update(**changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(subject="另一个")
    LetterDelivery.objects.filter(letter=letter).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        letter.delete()


def test_a_gap_that_comes_without_the_trigger_is_found_by_the_invariant(world: World) -> None:
    letter = made.issued(world)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE letters_letter DISABLE TRIGGER letter_stays")
        cursor.execute("UPDATE letters_letter SET serial = 2 WHERE id = %s", [letter.pk])
        cursor.execute("ALTER TABLE letters_letter ENABLE TRIGGER letter_stays")
    assert list(broken()) == ["letters: document numbers without gaps"]


# --- void, discarded --------------------------------------------------------------------------------


def test_a_void_letter_keeps_its_number_and_says_why_everywhere(world: World) -> None:
    letter = letters.withdraw(letter=made.issued(world), reason="单位名称有误", by=world.ting)
    (delivery,) = queries.inbox(world.lnu.liaison)
    assert (delivery.letter.state, delivery.letter.withdrawn_reason) == (LetterState.WITHDRAWN, "单位名称有误")
    found = verification.issued(letter.code or "")
    assert found is not None
    assert (found.withdrawn, found.reason) == (True, "单位名称有误")
    anew = letters.draft_anew(letter=letter, by=world.gongye.officer)
    letters.pass_check(letter=anew, revision=0, by=world.xuewei.officer)
    assert letters.issue(letter=anew, by=world.ting).number == f"辽教函〔{year()}〕2号"
    assert told("letter_void") == {"lnu-liaison", "lnu-leader"}
    assert broken() == {}


def test_a_discarded_draft_is_not_sent_and_can_be_drafted_anew_once(world: World) -> None:
    letter = letters.discard(letter=made.drafted(world), reason="内容有误", by=world.gongye.officer)
    letters.draft_anew(letter=letter, by=world.gongye.officer)
    with pytest.raises(NotAllowedNow):
        letters.draft_anew(letter=letter, by=world.gongye.officer)


def test_receipt_is_confirmed_once_by_somebody_of_the_university(world: World) -> None:
    made.issued(world)
    (delivery,) = queries.inbox(world.lnu.liaison)
    with pytest.raises(PermissionDenied):
        letters.confirm_receipt(delivery=delivery, by=world.dut.liaison)
    letters.confirm_receipt(delivery=delivery, by=world.lnu.liaison)
    letters.confirm_receipt(delivery=LetterDelivery.objects.get(pk=delivery.pk), by=world.lnu.leader)
    assert LetterDelivery.objects.get(pk=delivery.pk).received_by_id == world.lnu.liaison.user_id


# --- what waits -------------------------------------------------------------------------------------


@pytest.fixture
def waiting(world: World) -> Letter:
    return made.drafted(world)


def test_the_workbench_counts_what_its_list_shows(world: World, waiting: Letter) -> None:
    def count(actor: object) -> list[tuple[str, int]]:
        return [(one.kind, one.count) for one in queries.waiting_letters(actor)]  # type: ignore[arg-type]

    # The list for public notice was written by the office's only officer: the others are asked for it.
    assert (count(world.gongye.officer), count(world.xuewei.officer)) == ([("letters", 1)], [("letters", 1)])
    assert count(world.ting) == []
    letters.pass_check(letter=waiting, revision=0, by=world.gongye.officer)
    assert count(world.ting) == [("letters", 1)]
    letters.issue(letter=waiting, by=world.ting)
    assert (count(world.ting), count(world.lnu.liaison)) == ([], [("letters_received", 1)])
