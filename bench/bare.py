"""The list of projects as a Django page written in ten lines: what the ledger's list is compared with.

The same 50 rows of the same table through the same server, with Django's own Paginator and a minimal template.
No middleware, sign-in, permissions, filter form, language, layout or sums.
"""

from __future__ import annotations

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
settings.ROOT_URLCONF = "bench.bare"
settings.MIDDLEWARE = []

from lianxiao.ledger.models import Project  # noqa: E402  models are there once Django is set up
from lianxiao.ledger.queries.projects import with_words  # noqa: E402

COLUMNS = (
    "number",
    "title",
    "category__name",
    "university__name",
    "city__name",
    "leader_name",
    "start_date",
    "end_date",
    "funding",
    "state",
)
TEMPLATE = Engine().from_string(
    "<!doctype html><title>Projects</title><table>{% for row in page %}<tr>{% for cell in row %}<td>{{ cell }}</td>"
    "{% endfor %}</tr>{% endfor %}</table><p>{{ page.number }} / {{ page.paginator.num_pages }}</p>"
)


def bare(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    rows: QuerySet[Project] = Project.objects.order_by(*([asked["sort"]] if "sort" in asked else []), "-id")
    for name in ("category", "year", "university"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    if asked.get("q"):
        rows = with_words(rows, asked["q"])
    page = Paginator(rows.values_list(*COLUMNS), 50).page(asked.get("page", 1))
    return HttpResponse(TEMPLATE.render(Context({"page": page})))


urlpatterns = [path("ledger/", bare)]
application = WSGIHandler()
