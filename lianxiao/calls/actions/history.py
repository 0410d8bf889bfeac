"""The history at work: keeping a version by hand, bringing back what a section said before."""

from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls import access
from lianxiao.calls.actions.applications import Saved, as_stored, section_to_write, store_section
from lianxiao.calls.actions.reach import must
from lianxiao.calls.actions.versions import keep_version
from lianxiao.calls.models import Application, ApplicationSection, ApplicationVersion, Occasion, SectionVersion
from lianxiao.calls.queries.applications import definition_of
from lianxiao.calls.queries.versions import newest_version, version_of
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.refusals import Refused


class NothingNew(Refused):
    """What would be kept says the same as what stands."""


@transaction.atomic
def name_version(*, application: Application, name: str, by: Actor) -> ApplicationVersion:
    """Raises NothingNew when nothing was changed since the version before."""
    must(access.may_edit_application, by, application)
    newest = newest_version(application)
    if newest is not None and newest.digest == version_of(application).digest:
        raise NothingNew(_("Nothing has changed since version %(number)d.") % {"number": newest.number})
    version = keep_version(application=application, occasion=Occasion.NAMED, by=by, name=name)
    steps.record(application, "keep_version", by=by, remark=str(version), details={"number": version.number})
    return version


@transaction.atomic
def restore(*, version: SectionVersion, revision: int, by: Actor, voids: bool = False) -> Saved:
    """What the section said then becomes its newest save; what stands now stays in the history.

    Under the rules of any save: raises LostUpdate when `revision` is not the newest, NotToBeChanged, and
    ConsentsAtStake when that ends partners' consents and `voids` does not say that the person knows.
    """
    section = section_to_write(application=version.application, key=version.key, revision=revision, by=by)
    answers = as_stored(section, version.answers)
    if section.answers == answers:
        raise NothingNew(_("The section already says this."))
    saved = store_section(section, answers, by=by, restored=version, voids=voids)
    details = {"section": version.key, "revision": version.revision}
    steps.record(section.application, "restore", by=by, remark=_title(section), details=details)
    return saved


def _title(section: ApplicationSection) -> str:
    return str(definition_of(section.application.form).by_key[section.key].title)
