"""The forms that ship: one per category, with which the example of 2020 is filled in."""

from collections.abc import Iterator

from lianxiao.core.clock import database_now
from lianxiao.core.definitions import DefinitionError, parse
from lianxiao.core.shipped import Fact, json_fact
from lianxiao.forms.models import Form, FormVersion
from lianxiao.forms.states import VersionState
from lianxiao.mandate.models import Category


def load_forms() -> int:
    """A published version 1 for each category that has no form yet."""
    now = database_now()
    versions = [
        FormVersion(form=form, version=1, definition=dict(fact.values), state=VersionState.PUBLISHED, published_at=now)
        for fact, form in _forms()
    ]
    Form.objects.bulk_create(version.form for version in versions)
    return len(FormVersion.objects.bulk_create(versions))


def _forms() -> Iterator[tuple[Fact, Form]]:
    year = json_fact("call_2020.json")["year"]
    without = Category.objects.filter(forms__isnull=True)
    for category in without.prefetch_related("leads").order_by("order", "id"):
        fact = json_fact(f"forms/{category.code}.json")
        try:
            parse(fact.values)
        except DefinitionError as error:
            raise fact.wrong(str(error)) from error
        first = min(category.leads.all(), key=lambda lead: lead.order)
        yield (
            fact,
            Form(
                purpose=Form.Purpose.APPLICATION,
                category=category,
                title=fact.text("title"),
                title_en=fact.text("title", "en"),
                year=year,
                office_id=first.office_id,
            ),
        )
