"""Letters as the steps of a case leave them in the outbox, and Word files as officials upload them."""

import io
from collections.abc import Callable

import docx
from docx.document import Document

from lianxiao.core.actors import Actor
from lianxiao.ledger.models import Project
from lianxiao.letters.actions import letters, templates
from lianxiao.letters.models import Letter, TemplateVersion
from lianxiao.letters.queries.papers import template_content
from lianxiao.letters.queries.templates import current
from tests.ledger import approving
from tests.world import World


def drafted(world: World, title: str = "校际联合培养项目") -> Letter:
    """The letter of approval of a new project of Liaoning University."""
    return of(approving.project(world, title=title))


def of(project: Project) -> Letter:
    return Letter.objects.get(kind="approval", case_id=project.application_id)


def checked(world: World, title: str = "校际联合培养项目") -> Letter:
    return letters.pass_check(letter=drafted(world, title), revision=0, by=world.gongye.officer)


def issued(world: World, title: str = "校际联合培养项目") -> Letter:
    return letters.issue(letter=checked(world, title), by=world.ting)


def leave(world: World, letter: Letter, reader: Actor | None = None) -> Letter:
    """Checked by somebody who did not write it, and issued."""
    read = letters.pass_check(letter=letter, revision=letter.revision, by=reader or world.gongye.officer)
    return letters.issue(letter=read, by=world.ting)


def copied(world: World, letter: Letter, by: Actor | None = None) -> Letter:
    """Another checked letter about another case, without the road that leads to one."""
    copy = Letter.objects.get(pk=letter.pk)
    copy.pk, copy.case_kind, copy.case_id = None, "tests.case", Letter.objects.count()
    copy._state.adding = True
    copy.save()
    return letters.pass_check(letter=copy, revision=copy.revision, by=by or world.gongye.officer)


def another_template(world: World) -> TemplateVersion:
    """A second version of the letter of approval, as it stands, waiting for whoever publishes it."""
    same = edited("approval", lambda document: document)
    return templates.upload(kind="approval", name="模板.docx", stream=same, change="措辞", by=world.gongye.officer)


def edited(kind: str, change: Callable[[Document], object]) -> io.BytesIO:
    """The template that is used now, changed as somebody does in WPS."""
    version = current(kind)
    assert version is not None
    document = docx.Document(io.BytesIO(template_content(version)))
    change(document)
    made = io.BytesIO()
    document.save(made)
    made.seek(0)
    return made


def paragraph(document: Document, words: str) -> object:
    return next(one for one in document.paragraphs if words in one.text)
