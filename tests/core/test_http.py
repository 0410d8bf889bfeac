"""One transaction a request, one effect a request id, nothing written by a GET."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianxiao.core.models import Effect, NumberSeries

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.probe_urls")]


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def counted() -> int:
    return sum(NumberSeries.objects.filter(name="probe").values_list("last", flat=True))


def test_a_get_that_writes_fails_and_leaves_nothing(client: Client) -> None:
    assert client.get("/count/").status_code == 500
    assert counted() == 0


def test_a_post_writes(client: Client) -> None:
    assert client.post("/count/").content == b"counted 1"
    assert counted() == 1


def test_a_refused_post_undoes_what_it_did_and_says_why(client: Client) -> None:
    response = client.post("/refuse/")
    assert response.status_code == 409
    assert "No more places." in response.content.decode()
    assert counted() == 0


def test_who_comes_second_to_what_can_be_stored_once_is_told_in_words_and_nothing_is_kept(client: Client) -> None:
    response = client.post("/late/", {"request_id": str(uuid4())})
    assert response.status_code == 409
    assert "他人刚刚保存了相同内容" in response.content.decode()
    assert (counted(), Effect.objects.count()) == (0, 0)


def test_a_post_with_wrong_input_keeps_nothing(client: Client) -> None:
    assert client.post("/fail/").status_code == 422
    assert counted() == 0


def test_the_same_request_sent_twice_has_one_effect_and_one_answer(client: Client) -> None:
    request = {"request_id": str(uuid4()), "note": "一"}
    first = client.post("/count/", request)
    second = client.post("/count/", request)
    assert (first.content, second.content) == (b"counted 1", b"counted 1")
    assert counted() == 1


def test_without_a_request_id_it_doubles(client: Client) -> None:
    client.post("/count/", {"note": "一"})
    client.post("/count/", {"note": "一"})
    assert counted() == 2


def test_the_same_request_id_with_other_content_is_refused(client: Client) -> None:
    request_id = str(uuid4())
    client.post("/count/", {"request_id": request_id, "note": "一"})
    assert client.post("/count/", {"request_id": request_id, "note": "二"}).status_code == 409
    assert counted() == 1


def test_another_file_under_the_same_name_is_other_content(client: Client) -> None:
    request_id = str(uuid4())
    client.post("/count/", {"request_id": request_id, "scan": SimpleUploadedFile("a.pdf", b"one")})
    again = client.post("/count/", {"request_id": request_id, "scan": SimpleUploadedFile("a.pdf", b"two")})
    assert again.status_code == 409
    assert counted() == 1


def test_a_refused_request_can_be_sent_again_with_its_id(client: Client) -> None:
    request_id = str(uuid4())
    assert client.post("/fail/", {"request_id": request_id}).status_code == 422
    assert client.post("/fail/", {"request_id": request_id}).status_code == 422
    assert Effect.objects.count() == 0


def test_a_download_is_made_anew(client: Client) -> None:
    request = {"request_id": str(uuid4())}
    assert client.post("/download/", request).content == b"file 1"
    assert client.post("/download/", request).content == b"file 2"


def test_what_is_shown_once_is_kept_nowhere_and_done_once(client: Client) -> None:
    request = {"request_id": str(uuid4())}
    first = client.post("/secret/", request)
    assert (first.content, first.has_header("X-Shown-Once")) == (b"secret 1", False)
    assert client.post("/secret/", request).status_code == 409
    assert counted() == 1
    assert bytes(Effect.objects.get().body) == b""


def test_strangers_are_sent_to_sign_in_and_back(client: Client) -> None:
    response = client.get("/members/?page=2")
    assert (response.status_code, response["Location"]) == (302, "/account/login/?next=/members/%3Fpage%3D2")


def test_a_swap_sends_strangers_to_the_whole_sign_in_page(client: Client) -> None:
    response = client.get("/officers/", headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (204, "/account/login/")
