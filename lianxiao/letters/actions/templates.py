"""Templates of letters: uploaded by one person, looked at and published by another; old versions stay."""

from typing import BinaryIO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.core import files, steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.kept_files import keep_upload
from lianxiao.core.papers import Fault
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.letters import access
from lianxiao.letters.models import DocumentCode, TemplateVersion
from lianxiao.letters.queries.templates import faults_of, next_version
from lianxiao.letters.states import TEMPLATE, Kind, TemplateState
from lianxiao.organisations.models import Organisation
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Kind as OrganisationKind
from lianxiao.organisations.roles import Role

MOST_BYTES = 2 * 1024 * 1024
LONGEST_CODE = 20


class FaultyTemplate(Refused):
    """The file cannot serve as a template; `faults` says where and why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(str(faults[0]))
        self.faults = faults


class ReasonMissing(Refused):
    """A refusal names its reason."""


class CodeTaken(Refused):
    """Another office has this code."""


@transaction.atomic
def upload(*, kind: str, name: str, stream: BinaryIO, change: str, by: Actor) -> TemplateVersion:
    """Checked, tried with samples and kept as a version that waits. Raises files.RefusedFile, FaultyTemplate."""
    if not access.may_upload_template(by):
        raise PermissionDenied
    checked = files.check_upload(name, stream, formats=("docx",), max_bytes=MOST_BYTES)
    found = faults_of(stream.read(), Kind(kind))
    if found:
        raise FaultyTemplate(found)
    if TemplateVersion.objects.filter(kind=kind, state=TemplateState.CHECKING).exists():
        raise NotAllowedNow(_("A new version of this template is being checked already. Let it be decided first."))
    stream.seek(0)
    stored = keep_upload(checked, stream)
    version = TemplateVersion.objects.create(
        kind=kind,
        version=next_version(kind),
        file=stored,
        name=checked.name,
        change=change.strip(),
        uploaded_by_id=by.person_id,
    )
    steps.record(version, "upload", by=by, after=version.state, details={"digest": stored.digest})
    offices = Organisation.objects.filter(kind=OrganisationKind.OFFICE).values_list("pk", flat=True)
    others = people_in(offices, Role.OFFICER, none_of=by.persons)
    notify(
        others,
        "template_to_check",
        path=f"/letters/templates/versions/{version.pk}/",
        values={"template": str(version)},
    )
    return version


@transaction.atomic
def publish(*, version: TemplateVersion, by: Actor) -> TemplateVersion:
    """Letters drafted from now on use it; those that are there keep theirs."""
    if not access.may_decide_template(by, version):
        raise PermissionDenied
    return TEMPLATE.move(version, "publish", by=by, decided_by_id=by.person_id, decided_at=database_now())


@transaction.atomic
def refuse(*, version: TemplateVersion, reason: str, by: Actor) -> TemplateVersion:
    if not access.may_decide_template(by, version):
        raise PermissionDenied
    if not reason.strip():
        raise ReasonMissing(_("Say why, so that the template can be corrected."))
    words = reason.strip()[:500]
    # Kept with the version as well, for its page; the step has it as its remark.
    stamps = {"decided_by_id": by.person_id, "decided_at": database_now(), "reason": words}
    return TEMPLATE.move(version, "refuse", by=by, remark=words, **stamps)


@transaction.atomic
def set_code(*, organisation: Organisation, code: str, by: Actor) -> None:
    """The code of an office's or the department's document numbers; empty takes an office's own away.

    Numbers that were given keep theirs; a new code begins its series at one. Raises CodeTaken.
    """
    if not access.may_set_codes(by):
        raise PermissionDenied
    words = "".join(code.split())[:LONGEST_CODE]
    kept = DocumentCode.objects.select_for_update(of=("self",)).filter(organisation=organisation).first()
    before = kept.code if kept else ""
    if words == before:
        return
    if DocumentCode.objects.filter(code=words).exists():
        raise CodeTaken(_("“%(code)s” is the code of another office.") % {"code": words})
    if not words:
        assert kept is not None
        kept.delete()
    elif kept:
        kept.code = words
        kept.save(update_fields=["code"])
    else:
        DocumentCode.objects.create(organisation=organisation, code=words)
    steps.record(organisation, "document_code", by=by, details={"changed": {"code": [before, words]}})
