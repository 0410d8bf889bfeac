"""The shipped facts of this app: categories with leads and targets, tasks, majors, stock phrases, work days."""

from collections.abc import Iterator
from decimal import Decimal

from lianxiao.core.models import WorkDay
from lianxiao.core.shipped import Fact, csv_facts, insert_missing, json_fact
from lianxiao.mandate.models import Category, CategoryLead, Major, MandateTask, StockPhrase, Target
from lianxiao.organisations.models import Organisation
from lianxiao.organisations.roles import DEPARTMENT_SIDE


def load_categories() -> int:
    """Categories with their lead offices in order; leads belong to the category and come with it only."""
    offices = department_side()
    fresh = insert_missing(Category, _categories(), key=["code"])
    CategoryLead.objects.bulk_create(
        CategoryLead(category=category, office=fact.row(code, offices), order=order)
        for fact, category in fresh
        for order, code in enumerate(fact["lead_offices"], start=1)
    )
    return len(fresh)


def _categories() -> Iterator[tuple[Fact, Category]]:
    for fact in json_fact("categories.json").each("categories"):
        yield (
            fact,
            Category(
                code=fact["code"],
                name=fact.text("name"),
                name_en=fact.text("name", "en"),
                letters=fact["letters"],
                description=fact.text("work"),
                description_en=fact.text("work", "en"),
                order=fact["order"],
            ),
        )


def load_targets() -> int:
    categories = {category.code: category for category in Category.objects.all()}
    return len(insert_missing(Target, _targets(categories), key=["year", "code"]))


def _targets(categories: dict[str, Category]) -> Iterator[tuple[Fact, Target]]:
    order = 0
    for category in json_fact("categories.json").each("categories"):
        for fact in category.each("targets"):
            order += 1
            yield (
                fact,
                Target(
                    year=fact["year"],
                    code=fact["code"],
                    category=category.one_of("code", categories),
                    name=fact.text("name"),
                    name_en=fact.text("name", "en"),
                    unit=fact.text("unit"),
                    unit_en=fact.text("unit", "en"),
                    value=None if fact["value"] is None else Decimal(str(fact["value"])),
                    approximate=fact["approximate"],
                    source=fact["source"],
                    order=order,
                ),
            )


def load_tasks() -> int:
    """The year's tasks; one without a lead is led by the lead offices of each category."""
    offices = department_side()
    mandate = json_fact("mandate_2020.json")
    rows = (
        (
            fact,
            MandateTask(
                year=mandate["year"],
                code=fact["code"],
                name=fact.text("name"),
                name_en=fact.text("name", "en"),
                description=fact.text("text"),
                description_en=fact.text("text", "en"),
                due_date=fact["due_date"],
                due_note=fact.text("due_note"),
                due_note_en=fact.text("due_note", "en"),
                lead=fact.row(fact["leads"][0], offices) if fact["leads"] else None,
                source=fact["source"],
                order=fact["order"],
            ),
        )
        for fact in mandate.each("tasks")
    )
    fresh = insert_missing(MandateTask, rows, key=["year", "code"])
    for fact, task in fresh:
        task.supports.set([fact.row(code, offices) for code in fact["supports"]])
    return len(fresh)


def load_majors() -> int:
    rows = (
        (
            fact,
            Major(
                code=fact["code"],
                name=fact["name"],
                class_code=fact["class_code"],
                class_name=fact["class"],
                category_code=fact["category_code"],
                category_name=fact["category"],
                note=fact["note"],
            ),
        )
        for fact in csv_facts("majors.csv")
    )
    return len(insert_missing(Major, rows, key=["code"]))


def load_stock_phrases() -> int:
    phrases = json_fact("stock_phrases.json")
    rows = (
        (
            fact,
            StockPhrase(
                code=fact["code"],
                use=use,
                text=fact.text("text"),
                text_en=fact.text("text", "en"),
                order=order,
            ),
        )
        for use in StockPhrase.Use.values
        for order, fact in enumerate(phrases.each(use), start=1)
    )
    return len(insert_missing(StockPhrase, rows, key=["code"]))


def load_work_days() -> int:
    rows = (
        (fact, WorkDay(date=fact["date"], working=fact["working"] == "true", name=fact["name"]))
        for fact in csv_facts("work_calendar.csv")
    )
    return len(insert_missing(WorkDay, rows, key=["date"]))


def department_side() -> dict[str, Organisation]:
    rows = Organisation.objects.filter(kind__in=DEPARTMENT_SIDE, code__isnull=False)
    return {str(row.code): row for row in rows}
