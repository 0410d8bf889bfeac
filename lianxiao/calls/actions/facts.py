"""The shipped facts of this app: items of the formal check, the call of 2020 as an example."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lianxiao.calls.models import Call, CallCategory, CheckItem
from lianxiao.core import steps
from lianxiao.core.actors import SYSTEM
from lianxiao.core.official_text import joined
from lianxiao.core.shipped import Fact, insert_missing, json_fact
from lianxiao.forms.queries.versions import newest_by_category
from lianxiao.mandate.models import Category
from lianxiao.organisations.models import Organisation

# The office that organises the applications and so owns the example (notice 261, main tasks).
EXAMPLE_OFFICE = "gongye"
# The notice names no opening; a call needs one.
EXAMPLE_OPENS = datetime(2020, 7, 1, tzinfo=ZoneInfo("Asia/Shanghai"))


def load_check_items() -> int:
    return len(insert_missing(CheckItem, _check_items(), key=["code"]))


def _check_items() -> Iterator[tuple[Fact, CheckItem]]:
    lists = json_fact("checklists.json")
    categories = {category.code: category for category in Category.objects.all()}
    for order, fact in enumerate(lists.each("common"), start=1):
        yield fact, _check_item(fact, None, order)
    for code in lists["categories"]:
        category = lists.row(code, categories)
        for order, fact in enumerate(lists.part("categories").each(code), start=101):
            yield fact, _check_item(fact, category, order)


def _check_item(fact: Fact, category: Category | None, order: int) -> CheckItem:
    return CheckItem(
        code=f"{category.code}.{fact['code']}" if category else fact["code"],
        category=category,
        text=fact.text("text"),
        text_en=fact.text("text", "en"),
        help=fact.text("help"),
        help_en=fact.text("help", "en"),
        rule=fact["rule"] or "",
        order=order,
    )


def load_example_call() -> int:
    """The call of 2020 as a draft that officials begin their own from."""
    if Call.objects.filter(is_example=True).exists():
        return 0
    fact = json_fact("call_2020.json")
    document = fact.part("document")
    call = Call.objects.create(
        year=fact["year"],
        title=document.text("title"),
        title_en=document.text("title", "en"),
        document_number=fact["number"],
        issuer=document.text("issuer"),
        addressees=document.text("addressees").rstrip("：:"),
        addressees_en=document.text("addressees", "en").rstrip(":"),
        body=joined(document["body"], "zh"),
        body_en=joined(document["body"], "en"),
        office=Organisation.objects.get(code=EXAMPLE_OFFICE),
        eligible_kinds=fact["eligible_kinds"],
        opens_at=EXAMPLE_OPENS,
        # The file names the last second; the column the first moment that is too late.
        closes_at=datetime.fromisoformat(fact["closes_at"]) + timedelta(seconds=1),
        notice_working_days=fact["public_notice_working_days"],
        is_example=True,
    )
    categories = {category.code: category for category in Category.objects.all()}
    forms = newest_by_category()
    CallCategory.objects.bulk_create(
        CallCategory(
            call=call,
            category=(category := one.one_of("category", categories)),
            limit=one["limit"],
            form=forms[category.pk],
        )
        for one in fact.each("categories")
    )
    steps.record(call, "load", by=SYSTEM, after=call.state)
    return 1
