"""Versions that others fill in: what a call or a filing may choose among."""

from django.db.models import QuerySet

from lianxiao.forms.models import Form, FormVersion


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
