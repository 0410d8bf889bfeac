"""How forms and their versions are read."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from lianxiao.core.actors import Actor
from lianxiao.core.definitions import Change, changes
from lianxiao.core.definitions.editing import SpotProblem, problems_of
from lianxiao.core.sealed_answers import opened
from lianxiao.forms.models import Form, FormVersion, Trial
from lianxiao.forms.queries.frame import frame_problems
from lianxiao.forms.states import AT_WORK, VersionState
from lianxiao.mandate.models import Category, Target


def published_versions(purpose: str, *, category_id: int | None = None) -> "QuerySet[FormVersion]":
    """Published versions of forms of this purpose, the newest year and version first.

    `category_id` narrows application forms to those of one category.
    """
    found = FormVersion.objects.published().filter(form__purpose=purpose).select_related("form")
    if category_id is not None:
        found = found.filter(form__category_id=category_id)
    return found.order_by("-form__year", "-form_id", "-version")


def newest_by_category() -> dict[int, FormVersion]:
    """The newest published application form by category id."""
    newest: dict[int, FormVersion] = {}
    for version in published_versions(Form.Purpose.APPLICATION):
        assert version.form.category_id is not None
        newest.setdefault(version.form.category_id, version)
    return newest


def forms(actor: Actor) -> "QuerySet[Form]":
    """The list: forms of which the actor sees a version, newest year first, with how many are published."""
    at_work = Q(versions__state__in=AT_WORK)
    return (
        Form.objects.visible_to(actor)
        .select_related("category", "office")
        .prefetch_related(Prefetch("versions", visible(actor)))
        .annotate(
            published=Count("versions", Q(versions__state=VersionState.PUBLISHED), distinct=True),
            at_work=Count("versions", at_work, distinct=True),
        )
        .order_by("-year", "category__order", "-id")
    )


def visible(actor: Actor) -> "QuerySet[FormVersion]":
    """Versions for lists: without what they ask."""
    return FormVersion.objects.visible_to(actor).defer("definition").order_by("-version")


def versions(actor: Actor) -> "QuerySet[FormVersion]":
    """One version with all that its pages show."""
    return (
        FormVersion.objects.visible_to(actor)
        .select_related(
            "form__category", "form__office", "based_on__form", "begun_by", "changed_by", "handed_in_by", "published_by"
        )
        .prefetch_related("form__category__leads")
    )


def to_copy(actor: Actor) -> "QuerySet[FormVersion]":
    """What a new form may begin from: every published version that the actor reads."""
    return (
        FormVersion.objects.visible_to(actor)
        .published()
        .select_related("form__category")
        .order_by("-form__year", "form__purpose", "form__category__order", "form_id", "-version")
    )


def others_to_compare(actor: Actor, version: FormVersion) -> list[FormVersion]:
    """The version it is based on first, then the others of its form, then older forms of the category."""
    same = Q(form_id=version.form_id)
    if version.form.category_id:
        same |= Q(form__category_id=version.form.category_id)
    rows = (
        FormVersion.objects.visible_to(actor)
        .filter(same | Q(pk=version.based_on_id))
        .exclude(pk=version.pk)
        .select_related("form")
        .order_by("-form__year", "-form_id", "-version")
    )
    return sorted(rows, key=lambda one: one.pk != version.based_on_id)


def differences(old: FormVersion, new: FormVersion, language: str) -> list[Change]:
    return changes(old.definition, new.definition, language)


def what_is_wrong(version: FormVersion, definition: Mapping[str, Any] | None = None) -> list[SpotProblem]:
    """What keeps the version from being handed in: of the definition, then of what the platform needs."""
    raw = version.definition if definition is None else definition
    return [*problems_of(raw), *frame_problems(version.form.purpose, raw)]


def targets_of(form: Form) -> list[Target]:
    """The figures that an indicator can count toward: the category's own first, the newest year on top."""
    rows = Target.objects.filter(value__isnull=False).select_related("category").order_by("-year", "order", "id")
    newest: dict[str, Target] = {}
    for row in rows:
        newest.setdefault(row.code, row)
    return sorted(newest.values(), key=lambda row: (row.category_id != form.category_id, row.category.order))


def led_categories(actor: Actor) -> "QuerySet[Category]":
    """Categories for which the actor's office may design a form."""
    return Category.objects.filter(is_active=True, leads__office_id=actor.organisation_id).order_by("order", "id")


def trial_of(version: FormVersion, actor: Actor) -> dict[str, dict[str, Any]]:
    """The actor's own test data, cut down to what the version asks."""
    found = Trial.objects.filter(version=version, user_id=actor.person_id).first()
    return opened(version, found.answers) if found else {}
