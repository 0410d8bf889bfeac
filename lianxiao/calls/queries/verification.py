"""What anybody learns about a document from the code on it: that we issued it, which version it is, its digests.

The code is the key, so no actor is asked for; nothing here is about a person.
"""

import hmac
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models import Application, ScanFile, Submission, VersionPrint
from lianxiao.calls.queries.consents import READ
from lianxiao.calls.queries.versions import substance_of, version_of
from lianxiao.calls.states import ON_CAMPUS, State
from lianxiao.core.digests import Digests
from lianxiao.core.models import StoredFile
from lianxiao.letters.models import Letter
from lianxiao.letters.states import NUMBERED, LetterState
from lianxiao.mandate.models import Category
from lianxiao.organisations.models import Organisation

CODE_LENGTH = 24
GROUP = 4  # signs between hyphens


@dataclass(frozen=True, slots=True)
class Issued:
    """A document that we issued. `file` is the print as it is kept; None until the worker has made it.

    `newest` is the number of the version that counts now, 0 for a letter, which has but one.
    """

    kind: str | Promise
    code: str
    number: str
    title: str
    # Of an application form; a letter has whom it addresses instead.
    university: Organisation | None
    category: Category | None
    at: datetime
    file: StoredFile | None
    pages: int | None
    is_demo: bool
    version: int = 0
    newest: int = 0
    withdrawn: bool = False
    data_sha256: str = ""
    data_sm3: str = ""
    # A print for signature and seal; `sealed` are the scans of it that came back, and count as the document too.
    for_seal: bool = False
    sealed: tuple[StoredFile, ...] = ()
    addressee: str = ""
    issuer: Organisation | None = None
    word: StoredFile | None = None
    reason: str = ""

    @property
    def is_newest(self) -> bool:
        return self.version == self.newest

    def matches(self, found: Digests) -> bool:
        """Whether a file is, byte for byte, what we keep: the print, a letter's Word file, a sealed scan."""
        return any(
            hmac.compare_digest(kept.digest, found.sha256) and hmac.compare_digest(kept.sm3, found.sm3)
            for kept in (self.file, self.word, *self.sealed)
            if kept is not None
        )


def plain_code(typed: str) -> str:
    """The code as it is kept, however it was typed or copied: with spaces, hyphens, in full width, as an address."""
    address = unicodedata.normalize("NFKC", typed).strip().partition("?")[0]
    plain = address.rstrip("/").rpartition("/")[2]
    signs = re.sub(r"[\W_]", "", plain).upper()
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


def issued(typed: str) -> Issued | None:
    """None for a code that is on no document of ours; of a draft only the print for signature and seal has one."""
    code = plain_code(typed)
    if not code or len(code) > CODE_LENGTH:
        return None
    submission = _submissions().filter(code=code).first()
    if submission is not None:
        return _of_submission(submission)
    letter = _letters().filter(code=code).first()
    if letter is not None:
        return _of_letter(letter)
    made = _prints().filter(code=code).first()
    return _of_print(made) if made else None


def _submissions() -> "QuerySet[Submission]":
    return Submission.objects.annotate(newest=Max("application__submissions__version")).select_related(
        "application__university", "application__call_category__category", "pdf__file"
    )


def _prints() -> "QuerySet[VersionPrint]":
    return VersionPrint.objects.select_related(
        "version__application__university",
        "version__application__form",
        "version__application__call_category__category",
        "file",
    )


def _letters() -> "QuerySet[Letter]":
    return Letter.objects.filter(state__in=NUMBERED).select_related("office__parent", "pdf", "word")


def _of_submission(submission: Submission) -> Issued:
    application = submission.application
    kept = getattr(submission, "pdf", None)
    return Issued(
        kind=_("Application form"),
        code=submission.code,
        number=submission.content["number"] or "",
        title=_title_in(submission.content, application),
        university=application.university,
        category=application.call_category.category,
        at=submission.submitted_at,
        file=kept.file if kept else None,
        pages=kept.pages if kept else None,
        is_demo=application.is_demo,
        version=submission.version,
        newest=submission.newest,  # type: ignore[attr-defined]  # annotated above
        withdrawn=application.state in ON_CAMPUS,
        data_sha256=submission.sha256,
        data_sm3=submission.sm3,
    )


def _title_in(content: Mapping[str, Any], application: Application) -> str:
    """The title of that version; the application may be called otherwise by now."""
    sections = content["answers"].values()
    return next((str(answers["title"]) for answers in sections if answers.get("title")), application.title)


def _of_print(made: VersionPrint) -> Issued:
    """It counts as long as the application says, in substance, what it says."""
    version, application = made.version, made.version.application
    counts = version.substance == substance_of(application)
    return Issued(
        kind=_("Print for signature and seal"),
        code=made.code,
        number=application.number or "",
        title=_title_in(version.content, application),
        university=application.university,
        category=application.call_category.category,
        at=made.made_at,
        file=made.file,
        pages=made.pages,
        is_demo=application.is_demo,
        version=version.number,
        newest=version.number if counts else version_of(application).number,
        withdrawn=application.state == State.DISCARDED,
        data_sha256=version.digest,
        for_seal=True,
        sealed=tuple(StoredFile.objects.filter(pk__in=_sealed(made).values("file_id")).order_by("pk")),
    )


def _sealed(made: VersionPrint) -> "QuerySet[ScanFile]":
    return ScanFile.objects.filter(scan__print=made, scan__state__in=READ)


def _of_letter(letter: Letter) -> Issued:
    assert letter.code is not None
    assert letter.issued_at is not None
    return Issued(
        kind=letter.get_kind_display(),
        code=letter.code,
        number=letter.number,
        title=letter.subject,
        university=None,
        category=None,
        at=letter.issued_at,
        file=letter.pdf,
        pages=letter.pages,
        is_demo=letter.is_demo,
        withdrawn=letter.state == LetterState.WITHDRAWN,
        addressee=letter.addressee,
        issuer=letter.office.parent or letter.office,
        word=letter.word,
        reason=letter.withdrawn_reason,
    )
