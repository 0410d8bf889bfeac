"""How a person fills in an application form, section by section, on the page."""

from typing import Any

from playwright.sync_api import Page

from lianxiao.core.definitions import Definition, Section
from lianxiao.core.definitions.fields import Attachment, Choice, Field, Organisations, Period, Person, Sum, Table
from tests.journeys.visitor import Visitor, put


def fill_form(visitor: Visitor, definition: Definition, values: dict[str, Any]) -> None:
    """From the first section to the last, going on with the button; what is not in `values` stays empty."""
    for number, section in enumerate(definition.sections):
        fill_section(visitor.page, section, values)
        visitor.press("Save and go on" if number + 1 < len(definition.sections) else "Save and check")


def fill_section(page: Page, section: Section, values: dict[str, Any]) -> None:
    for field in section.fields:
        if field.key in values and not isinstance(field, Sum | Attachment):
            fill_field(page, field, values[field.key])


def fill_field(page: Page, field: Field[Any], value: Any) -> None:
    if isinstance(field, Table):
        fill_table(page, field, value)
    elif isinstance(field, Organisations):
        fill_lines(page, field.key, [one["name"] for one in value])
    elif isinstance(field, Person | Period):
        for part, text in value.items():
            if page.locator(f'[name="{field.key}-{part}"]').count():
                put(page, f"{field.key}-{part}", text)
    elif isinstance(field, Choice) and field.multiple:
        for one in value:
            put(page, field.key, one)
    else:
        put(page, field.key, str(value))


def fill_table(page: Page, field: Table, rows: list[dict[str, Any]]) -> None:
    for number, row in enumerate(rows):
        first = f'[name^="{field.key}-{number}-"]'
        if not page.locator(first).count():
            page.locator(f'button[name=add_row][value="{field.key}"]').click()
            page.locator(first).first.wait_for(state="attached")
        for column in field.columns:
            if row.get(column.key) not in (None, ""):
                put(page, f"{field.key}-{number}-{column.key}", str(row[column.key]))


def fill_lines(page: Page, key: str, names: list[str]) -> None:
    for number, name in enumerate(names):
        lines = page.locator(f'input[type=text][name="{key}"]')
        if lines.count() <= number:
            page.locator(f'button[name=add_row][value="{key}"]').click()
            lines.nth(number).wait_for()
        lines.nth(number).fill(name)
