"""Prints of versions for signature and seal: a code at once, the PDF by the worker."""

from django.db import transaction

from lianxiao.calls.access import consents as access
from lianxiao.calls.actions.applications import Incomplete, locked_in_same_state, problems_of
from lianxiao.calls.actions.reach import must
from lianxiao.calls.actions.versions import keep_version
from lianxiao.calls.models import Application, ApplicationVersion, Occasion, VersionPrint
from lianxiao.calls.queries.version_prints import render_version
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.codes import new_code
from lianxiao.core.documents import count_pages
from lianxiao.core.jobs import enqueue
from lianxiao.core.kept_files import keep_made


def prepare_print(*, application: Application, by: Actor) -> VersionPrint:
    """What the application says now, to be printed and sealed. Raises Incomplete for an unfinished form."""
    must(access.may_seal, by, application)
    with transaction.atomic():
        locked = locked_in_same_state(application)
        if problems := problems_of(locked):
            raise Incomplete(problems)
        version = keep_version(application=locked, occasion=Occasion.SEAL, by=by)
        made = print_of(version)
        steps.record(locked, "prepare_print", by=by, remark=made.code, details={"version": version.number})
    return made


def print_of(version: ApplicationVersion) -> VersionPrint:
    """One print a version; the same again when there is one."""
    made, new = VersionPrint.objects.get_or_create(
        version=version, defaults={"code": new_code(), "made_at": database_now()}
    )
    if new:
        enqueue("calls.print_version", print_id=made.pk)
    return made


def keep_version_print(*, print_id: int) -> VersionPrint:
    """Renders outside a transaction, since it takes time; doing so again changes nothing."""
    made = VersionPrint.objects.select_related("version__application__form").get(pk=print_id)
    if made.file_id is None:
        pdf = render_version(made)
        with transaction.atomic():
            made.file, made.pages = keep_made(pdf, "pdf"), count_pages(pdf)
            made.save(update_fields=["file", "pages"])
    return made
