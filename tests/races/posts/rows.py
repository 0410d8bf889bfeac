"""What a row gives back, and how it comes by a form: from the page on which it stands, filled in as a browser would."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lianxiao.core.actors import Actor
from tests.core.files.made import pdf
from tests.races.posts.pages import filled_form
from tests.world import World, sign_in

Rows = dict[str, Any]


@dataclass(frozen=True)
class Post:
    """`by` is nobody where no account is needed; then the cookies say who it is."""

    path: str
    data: dict[str, Any]
    cookies: Any
    method: str = "POST"
    key: str = ""  # of a program, which sends JSON


Row = Callable[[World, Rows], Post]
POSTS: dict[str, Row] = {}


def row(name: str) -> Callable[[Row], Row]:
    def known(function: Row) -> Row:
        assert name not in POSTS, name
        POSTS[name] = function
        return function

    return known


def step(by: Actor | Client, to: str, /, *args: Any, **data: Any) -> Post:
    """A button, or a form of a few words."""
    return Post(reverse(to, args=args), data, client_of(by).cookies)


def form(by: Actor | Client, page: str, to: str, /, *args: Any, **words: Any) -> Post:
    """The form for this step on that page, with `words` written over what stands in it."""
    client = client_of(by)
    path = reverse(to, args=args)
    answer = client.get(page)
    assert answer.status_code == 200, (page, answer.status_code)
    return Post(path, filled_form(answer.content.decode(), path, page) | words, client.cookies)


def client_of(by: Actor | Client) -> Client:
    return by if isinstance(by, Client) else sign_in(Client(), by)


def a_file(name: str = "文件.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf(), content_type="application/pdf")
