"""The public site: front page, search, verification of documents."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls.queries import verification
from lianxiao.core import search as index
from lianxiao.core.digests import Digests, digests_of_stream
from lianxiao.core.doors import public
from lianxiao.core.http import Request
from lianxiao.core.lists import page_of
from lianxiao.site.forms import CodeForm, FileForm
from lianxiao.site.queries import front as queries


@public("the front page")
@require_GET
def home(request: Request) -> HttpResponse:
    front = queries.front(request.actor, list_url=reverse("ledger:public_projects"))
    return render(request, "site/home.html", {"front": front, "code_form": CodeForm()})


@public("search over what is public")
@require_GET
def search(request: Request) -> HttpResponse:
    query = " ".join(request.GET.get("q", "").split())[: index.QUERY_LENGTH]
    kind = request.GET.get("kind", "")
    found = index.find(query).filter(kind=kind) if kind in queries.KINDS else index.find(query)
    page = page_of(request, found)
    context = {
        "query": query,
        "kind": kind,
        "kinds": queries.kind_counts(query),
        "page": page,
        "hits": queries.hits(page, query),
    }
    return render(request, "site/search.html", context)


# --- verification ----------------------------------------------------------------------------------


@public("anybody may check the code on a document")
@require_GET
def verify(request: Request) -> HttpResponse:
    """Without JavaScript the code comes as a query; each document has an address of its own."""
    if "code" not in request.GET:
        return render(request, "site/verify.html", {"form": CodeForm()})
    form = CodeForm(request.GET)
    if not form.is_valid():
        return render(request, "site/verify.html", {"form": form}, status=422)
    return redirect("site:verify_code", code=form.cleaned_data["code"])


@public("what the code on a document stands for")
@require_GET
def verify_code(request: Request, code: str) -> HttpResponse:
    return _answer(request, code, FileForm())


@public("whether a file is the document that was issued; it is read and not kept")
@require_POST
def verify_file(request: Request, code: str) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _answer(request, code, form, status=422)
    found = digests_of_stream(form.cleaned_data["file"].file)
    return _answer(request, code, form, digests=found)


def _answer(
    request: Request, code: str, form: FileForm, status: int = 200, digests: Digests | None = None
) -> HttpResponse:
    issued = verification.issued(code)
    context: dict[str, object] = {
        "issued": issued,
        "code": verification.plain_code(code),
        "file_form": form,
        "digests": digests,
    }
    if issued is None:
        return render(request, "site/verify_answer.html", {**context, "form": CodeForm()}, status=404)
    if digests is not None and issued.file is not None:
        context["matches"] = issued.matches(digests)
    if form.errors:
        context["form"] = form
    return render(request, "site/verify_answer.html", context, status=status)
