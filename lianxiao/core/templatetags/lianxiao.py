"""Tags and filters of every template; they are built in, so no template loads them.

Dates and amounts read as officials write them: 2026年11月23日, 12.5万元.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import uuid4

from django import template
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.utils import flatatt
from django.middleware.csrf import get_token
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from lianxiao.core.display import CHOICES

register = template.Library()

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TEN_THOUSAND = Decimal(10_000)
UNNAMED = BLANK_CHOICE_DASH[0][1]  # the option of Django's that stands for no choice


# --- forms ------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def guard(context: Context) -> SafeString:
    """The two hidden fields of every form that changes something.

    The token proves that the form is ours; the request id makes a double click one effect.
    """
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="request_id" value="{}">',
        get_token(context["request"]),
        uuid4(),
    )


@register.simple_tag
def options(groups: Iterable[tuple[str | None, list[dict[str, Any]], int]]) -> SafeString:
    """The options of a select, put together here: a list of universities has a hundred."""
    please = gettext("Please choose")
    made = []
    for title, members, _place in groups:
        lines = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            (
                (str(one["value"]), flatatt(one["attrs"]), please if one["label"] == UNNAMED else one["label"])
                for one in members
            ),
        )
        made.append(format_html('<optgroup label="{}">{}</optgroup>', title, lines) if title else lines)
    return SafeString("\n".join(made))


@register.simple_tag(takes_context=True)
def keep_query(context: Context, *names: str) -> SafeString:
    """Hidden fields that carry these parameters of the address through a search form."""
    query = context["request"].GET
    pairs = [(name, value) for name in names for value in query.getlist(name)]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: Any) -> str:
    """The query of this page's address with some parameters replaced; None takes one out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def page_before(context: Context) -> str:
    """The page of ours that the reader came from, else the home page."""
    request = context.get("request")
    if request is None:
        return "/"
    before: str = request.headers.get("Referer", "")
    return before if before and url_has_allowed_host_and_scheme(before, {request.get_host()}) else "/"


# --- looks ------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of Bootstrap Icons; without a label it is decoration that a screen reader skips."""
    if label:
        return format_html('<i class="bi bi-{}" role="img" aria-label="{}"></i>', name, label)
    return format_html('<i class="bi bi-{}" aria-hidden="true"></i>', name)


@register.simple_tag(takes_context=True)
def display_classes(context: Context) -> str:
    """What the reader chose for this browser: large print, strong contrast."""
    request = context.get("request")
    if request is None:
        return ""
    return " ".join(name for name in CHOICES if request.COOKIES.get(name) == "1")


@register.filter
def split(words: str) -> list[str]:
    """The words of a text: a short list written in a template."""
    return words.split()


@register.filter
def is_past(moment: datetime | None) -> bool:
    return moment is not None and moment <= timezone.now()


# --- dates ------------------------------------------------------------------------------------------


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _day(value: date) -> str:
    if _chinese():
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


@register.filter
def day(value: date | datetime | None) -> str:
    """2026年11月23日, or 23 Nov 2026 in English."""
    return "" if value is None or value == "" else _day(_local(value))


@register.filter
def moment(value: datetime | None) -> str:
    """2026年11月23日 17:00, on the province's clock."""
    if value is None or value == "":
        return ""
    local = _local(value)
    return f"{_day(local)} {local:%H:%M}"


@register.filter
def until(value: datetime | None) -> str:
    """A deadline, kept as the first moment that is too late: midnight is told as 24:00 of the day that it ends."""
    if value is None or value == "":
        return ""
    local = _local(value)
    if f"{local:%H:%M}" != "00:00":
        return moment(value)
    return f"{_day(local - timedelta(days=1))} 24:00"


@register.filter
def short_moment(value: datetime | None) -> str:
    """11-23 17:00, in another year than this 2025-11-23 17:00: for dense tables."""
    if value is None or value == "":
        return ""
    local = _local(value)
    return f"{local:%m-%d %H:%M}" if local.year == timezone.localdate().year else f"{local:%Y-%m-%d %H:%M}"


@register.filter
def short_until(value: datetime | None) -> str:
    """A deadline in a dense table: midnight is told as 24:00 of the day that it ends, as `until` does."""
    if value is None or value == "" or f"{_local(value):%H:%M}" != "00:00":
        return short_moment(value)
    return f"{short_moment(value - timedelta(days=1)).rpartition(' ')[0]} 24:00"


@register.filter
def machine_time(value: date | datetime | None) -> str:
    """The value of a <time datetime>."""
    return "" if value is None or value == "" else _local(value).isoformat()


# --- figures ----------------------------------------------------------------------------------------


def _plain(number: Decimal) -> str:
    """Grouped thousands, no trailing zeros: 1,234.5."""
    text = f"{number:,.2f}"
    return text.rstrip("0").rstrip(".")


@register.filter
def figure(value: Any) -> str:
    """A number with grouped thousands; anything else unchanged."""
    try:
        return _plain(Decimal(str(value)))
    except InvalidOperation:
        return str(value)


@register.filter
def wan(value: Any) -> str:
    """An amount kept in ten thousand yuan: 12.5万元; CNY 125,000 in English. Empty stays empty."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return ""
    return f"{_plain(amount)}万元" if _chinese() else f"CNY {_plain(amount * TEN_THOUSAND)}"


@register.filter
def yuan_as_wan(value: Any) -> str:
    """An amount kept in yuan, shown in ten thousand yuan."""
    try:
        return wan(Decimal(str(value)) / TEN_THOUSAND)
    except InvalidOperation:
        return ""


# --- personal data ----------------------------------------------------------------------------------


@register.filter
def masked_phone(value: str | None) -> str:
    """138****5678."""
    return _masked(value, 3, 4)


LONG_NUMBER = 15  # characters


@register.filter
def masked_identity(value: str | None) -> str:
    """2101**********1234: an identity number, a bank account; E******78: a shorter one, of a passport."""
    return _masked(value, 4, 4) if len(value or "") >= LONG_NUMBER else _masked(value, 1, 2)


@register.filter
def masked_name(value: str | None) -> str:
    """王*, 欧阳**: the family name stays."""
    return "" if not value else value[0] + "*" * (len(value) - 1)


@register.filter
def masked_email(value: str | None) -> str:
    """z***@lnu.edu.cn."""
    if not value:
        return ""
    name, at, host = value.partition("@")
    return f"{name[:1]}***{at}{host}"


def _masked(value: str | None, head: int, tail: int) -> str:
    """Keeps the ends; what is too short to hide anything is hidden whole."""
    if not value:
        return ""
    if len(value) <= head + tail:
        return "*" * len(value)
    return value[:head] + "*" * (len(value) - head - tail) + value[-tail:]
