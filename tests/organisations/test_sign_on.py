"""Signing on at one's university: against a real CAS, OpenID Connect and SAML provider, and against crooked ones."""

import base64
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lianxiao.core.actors import Actor
from lianxiao.core.models import Step
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.organisations.actions import bindings, people
from lianxiao.organisations.actions import sign_on as desk
from lianxiao.organisations.models import Binding, BindingCode, Membership, SignOn, User
from lianxiao.organisations.providers import outside
from lianxiao.organisations.providers.outcome import NotAccepted
from lianxiao.organisations.queries import sign_on as queries
from tests.organisations.test_second_factor import code as totp
from tests.providers import running
from tests.world import Campus, World, sign_in, user_of

pytestmark = pytest.mark.django_db
USER = "organisations.user"
PASSWORD = "Right-pass-2026"
SSO = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
SAML_ID = "urn:oid:1.3.6.1.4.1.5923.1.1.1.10"


# --- the providers ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cas() -> Iterator[str]:
    with running.cas() as address:
        yield address


@pytest.fixture(scope="module")
def oidc() -> Iterator[str]:
    with running.oidc() as address:
        yield address


@pytest.fixture(scope="module")
def saml(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Its address and its metadata."""
    folder = tmp_path_factory.mktemp("idp")
    with running.saml(folder) as address:
        yield address, metadata(address, folder)


def metadata(address: str, folder: Path) -> str:
    certificate = "".join((folder / "idp.crt").read_text().splitlines()[1:-1])
    return f"""<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{address}/idp">
<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
<SingleSignOnService Binding="{SSO}" Location="{address}/sso"/></IDPSSODescriptor></EntityDescriptor>"""


@pytest.fixture
def crooked() -> Iterator[running.Crooked]:
    with running.crooked() as server:
        yield server


# --- the cast --------------------------------------------------------------------------------------


@pytest.fixture
def world() -> World:
    return World(with_call=False)


@pytest.fixture
def teacher(world: World) -> User:
    return with_password(world.lnu.author)


def with_password(actor: Actor) -> User:
    user = user_of(actor)
    user.set_password(PASSWORD)
    user.save()
    return user


def connect(world: World, kind: str, campus: Campus | None = None, **values: str) -> SignOn:
    """Kept by one administrator, switched on by the other."""
    organisation = (campus or world.lnu).organisation
    values = {"label": "辽宁大学统一身份认证", **values}
    made = desk.connect(organisation=organisation, kind=kind, values=values, by=world.system_admin)
    return desk.switch_on(sign_on=made, by=world.security_admin)


def start(client: Client, sign_on: SignOn, next_: str = "") -> str:
    path = reverse("sign_on_start", args=[sign_on.pk])
    return client.get(path, {"next": next_} if next_ else {})["Location"]


def follow(client: Client, address: str) -> Any:
    """The browser comes back to the platform."""
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


# --- signing in at each of them --------------------------------------------------------------------


def at_cas(address: str, person: str = "zhangsan") -> str:
    """What a browser does there; where it is sent back to."""
    browser = requests.Session()
    page = browser.get(address, timeout=10)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert token is not None
    given = {"username": person, "password": person, "csrfmiddlewaretoken": token[1]}
    return str(browser.post(address, data=given, allow_redirects=False, timeout=10).headers["Location"])


def at_oidc(address: str, person: str = "zhangsan") -> str:
    answer = requests.post(address, data={"sub": person}, allow_redirects=False, timeout=10)
    return str(answer.headers["Location"])


def at_saml(address: str, sign_on: SignOn, person: str = "zhangsan-0001", **wrong: str) -> dict[str, str]:
    """The form that the provider lets the browser post."""
    acs = f"http://127.0.0.1:8000{reverse('sign_on_acs', args=[sign_on.pk])}"
    page = requests.get(address, params={"as": person, "acs": acs, **wrong}, timeout=10).text
    return dict(re.findall(r'name="(SAMLResponse|RelayState)"\s+value="([^"]*)"', page))


def post(client: Client, sign_on: SignOn, form: dict[str, str]) -> Any:
    """As from another site: without the session's cookie; then the browser follows with it."""
    answer = Client(enforce_csrf_checks=True).post(reverse("sign_on_acs", args=[sign_on.pk]), form)
    return client.get(answer["Location"]) if answer.status_code == 303 else answer


class Round:
    """One way there and back with one of the providers; every provider passes the same tests."""

    def __init__(self, kind: str, sign_on: SignOn) -> None:
        self.kind, self.sign_on = kind, sign_on

    def make(self, client: Client, person: str = "zhangsan", next_: str = "") -> Any:
        address = start(client, self.sign_on, next_)
        if self.kind == "saml":
            return post(client, self.sign_on, at_saml(address, self.sign_on, person))
        return follow(client, (at_cas if self.kind == "cas" else at_oidc)(address, person))


@pytest.fixture(params=["cas", "oidc", "saml"])
def there(request: pytest.FixtureRequest, world: World) -> Round:
    kind = request.param
    found = request.getfixturevalue(kind)
    values = {
        "cas": lambda: {"address": found, "id_attribute": "uid", "name_attribute": "cn"},
        "oidc": lambda: {"address": found, "client_id": "lianxiao", "secret": "geheim"},
        "saml": lambda: {"metadata": found[1], "id_attribute": SAML_ID, "name_attribute": "displayName"},
    }[kind]()
    return Round(kind, connect(world, kind, **values))


def bind_by_password(client: Client, user: User, password: str = PASSWORD) -> Any:
    return client.post(reverse("sign_on_bind"), {"login": user.username, "password": password})


def is_in(client: Client) -> bool:
    return client.get("/workbench/").status_code == 200


def test_the_first_visit_binds_by_password_and_the_next_one_needs_none(
    client: Client, there: Round, teacher: User
) -> None:
    assert there.make(client, next_="/notifications/")["Location"] == reverse("sign_on_bind")
    page = client.get(reverse("sign_on_bind"))
    assert (page.status_code, page.context["name"]) == (200, "张三")
    assert not is_in(client)
    assert bind_by_password(client, teacher)["Location"] == "/notifications/"
    assert is_in(client)
    binding = Binding.objects.get()
    assert (binding.user, binding.how, binding.name, binding.code) == (teacher, "password", "张三", None)
    other = Client()
    assert there.make(other)["Location"] == "/workbench/"
    assert other.get("/workbench/").context["actor"].user_id == teacher.pk
    verbs = [step.verb for step in Step.objects.filter(case_kind=USER, case_id=teacher.pk).order_by("id")]
    assert verbs == ["bind", "sign_in", "sign_in"]


def test_another_person_of_the_university_is_another_id(client: Client, there: Round, teacher: User) -> None:
    there.make(client)
    bind_by_password(client, teacher)
    other = Client()
    assert there.make(other, "lisi")["Location"] == reverse("sign_on_bind")
    assert not is_in(other)


def test_a_leaver_is_refused_though_the_university_still_vouches(
    client: Client, there: Round, world: World, teacher: User
) -> None:
    there.make(client)
    bind_by_password(client, teacher)
    people.end_membership(membership=Membership.objects.get(user=teacher), reason="调离", by=world.lnu.liaison)
    other = Client()
    page = there.make(other)
    assert (page.status_code, str(page.context["refusal"])) == (409, "您目前在该校没有任何角色，请联系该校管理员。")
    assert not is_in(other)


def test_an_answer_comes_once_and_only_to_the_browser_that_asked(client: Client, there: Round, teacher: User) -> None:
    address = start(client, there.sign_on)
    if there.kind == "saml":
        form = at_saml(address, there.sign_on)
        arrive = lambda who: post(who, there.sign_on, form)  # noqa: E731
    else:
        back = (at_cas if there.kind == "cas" else at_oidc)(address)
        arrive = lambda who: follow(who, back)  # noqa: E731
    thief = Client()
    start(thief, there.sign_on)
    assert arrive(thief).status_code == 409
    assert arrive(Client()).status_code == 409
    assert arrive(client)["Location"] == reverse("sign_on_bind")
    assert arrive(client).status_code == 409


def test_an_answer_that_was_used_is_refused_in_a_new_attempt_too(client: Client, there: Round) -> None:
    """The state is made to fit; what it brings is used up, or answers another question."""
    address = start(client, there.sign_on)
    if there.kind == "saml":
        form = at_saml(address, there.sign_on)
        post(client, there.sign_on, form)
        form["RelayState"] = state_of(start(client, there.sign_on))
        assert post(client, there.sign_on, form).status_code == 409
        return
    back = (at_cas if there.kind == "cas" else at_oidc)(address)
    follow(client, back)
    state = state_of(start(client, there.sign_on))
    assert follow(client, re.sub(r"state=[^&]*", f"state={state}", back)).status_code == 409


def state_of(address: str) -> str:
    query = parse_qs(urlsplit(address).query)
    if "service" in query:
        return parse_qs(urlsplit(query["service"][0]).query)["state"][0]
    return (query.get("state") or query["RelayState"])[0]


def test_an_attempt_lives_ten_minutes(client: Client, there: Round) -> None:
    start(client, there.sign_on)
    session = client.session
    session["way of a sign-on"] = {**session["way of a sign-on"], "at": time.time() - 601}
    session.save()
    state = session["way of a sign-on"]["state"]
    path = reverse("sign_on_arrive", args=[there.sign_on.pk])
    page = client.get(path, {"state": state, "code": "x", "ticket": "x"})
    assert (page.status_code, str(page.context["refusal"])[:10]) == (409, "本次登录不是从此浏览")


def test_what_is_off_lets_nobody_in(client: Client, there: Round, world: World) -> None:
    address = start(client, there.sign_on)
    desk.switch_off(sign_on=there.sign_on, by=world.security_admin)
    assert client.get(reverse("sign_on_start", args=[there.sign_on.pk])).status_code == 404
    if there.kind == "cas":
        assert follow(client, at_cas(address)).status_code == 404


def test_trying_the_connection_tells_what_answers(world: World, there: Round) -> None:
    said = desk.try_out(sign_on=there.sign_on, by=world.system_admin)
    assert (there.sign_on.address or "/idp") in said


def test_nobody_is_sent_to_another_site(client: Client, there: Round, teacher: User) -> None:
    there.make(client, next_="https://elsewhere.example/")
    assert bind_by_password(client, teacher)["Location"] == "/workbench/"


# --- binding ---------------------------------------------------------------------------------------


@pytest.fixture
def arrived(client: Client, world: World, oidc: str) -> SignOn:
    """Somebody has come for the first time and is asked whose account it is."""
    sign_on = connect(world, "oidc", address=oidc, client_id="lianxiao", secret="geheim")
    Round("oidc", sign_on).make(client)
    return sign_on


def test_a_code_of_the_liaison_binds_once(client: Client, world: World, teacher: User, arrived: SignOn) -> None:
    code = bindings.make_code(user=teacher, sign_on=arrived, by=world.lnu.liaison)
    assert re.fullmatch(r"([a-z2-9]{4}-){2}[a-z2-9]{4}", code)
    assert client.post(reverse("sign_on_bind"), {"binding_code": code.upper()})["Location"] == "/workbench/"
    assert is_in(client)
    assert Binding.objects.get().how == "code"
    other = Client()
    Round("oidc", arrived).make(other, "lisi")
    page = other.post(reverse("sign_on_bind"), {"binding_code": code})
    assert page.status_code == 422
    assert page.context["form"].errors["binding_code"] == ["绑定码不正确、已使用或已过期。"]


def test_a_code_runs_out_and_a_new_one_ends_the_old(
    client: Client, world: World, teacher: User, arrived: SignOn
) -> None:
    old = bindings.make_code(user=teacher, sign_on=arrived, by=world.lnu.liaison)
    new = bindings.make_code(user=teacher, sign_on=arrived, by=world.lnu.liaison)
    assert queries.open_code(arrived, old) is None
    assert queries.open_code(arrived, new) is not None
    BindingCode.objects.update(expires_at=timezone.now())
    assert queries.open_code(arrived, new) is None


def test_codes_are_made_for_those_whose_account_one_keeps(world: World, arrived: SignOn) -> None:
    for other in (world.lnu.leader, world.lnu.liaison):
        with pytest.raises(PermissionDenied):
            bindings.make_code(user=user_of(other), sign_on=arrived, by=world.lnu.liaison)
    bindings.make_code(user=user_of(world.lnu.leader), sign_on=arrived, by=world.system_admin)
    with pytest.raises(NotAllowedNow):
        bindings.make_code(user=user_of(world.dut.author), sign_on=arrived, by=world.system_admin)


def test_wrong_passwords_bind_nothing_and_are_counted_as_at_the_sign_in(
    client: Client, teacher: User, arrived: SignOn
) -> None:
    statuses = [bind_by_password(client, teacher, f"guess-{n}").status_code for n in range(5)]
    assert statuses == [422, 422, 422, 422, 429]
    assert not Binding.objects.exists()


def test_an_account_of_another_university_is_not_bound(client: Client, world: World, arrived: SignOn) -> None:
    page = bind_by_password(client, with_password(world.dut.author))
    assert page.context["form"].non_field_errors() == ["该账号目前在该校没有任何角色，请联系该校管理员。"]


def test_equal_names_and_mail_addresses_bind_nothing(client: Client, teacher: User, oidc: str, world: World) -> None:
    requests.put(f"{oidc}/users/{teacher.username}", json={"name": teacher.name, "email": teacher.email}, timeout=5)
    sign_on = connect(world, "oidc", address=oidc, client_id="lianxiao", secret="geheim")
    assert Round("oidc", sign_on).make(client, teacher.username)["Location"] == reverse("sign_on_bind")
    assert not is_in(client)


def test_the_second_factor_is_asked_for_before_anything_is_bound(client: Client, world: World, arrived: SignOn) -> None:
    liaison = with_password(world.lnu.liaison)
    assert bind_by_password(client, liaison)["Location"] == reverse("mfa_authenticate")
    assert not Binding.objects.exists()
    assert client.post(reverse("mfa_authenticate"), {"code": totp()})["Location"] == "/workbench/"
    assert Binding.objects.get().user == liaison
    other = Client()
    assert Round("oidc", arrived).make(other)["Location"] == reverse("mfa_authenticate")
    assert not is_in(other)


def test_who_came_by_the_university_is_not_asked_for_the_password_of_paper(
    client: Client, world: World, teacher: User, arrived: SignOn
) -> None:
    User.objects.filter(pk=teacher.pk).update(must_change_password=True)
    code = bindings.make_code(user=teacher, sign_on=arrived, by=world.lnu.liaison)
    client.post(reverse("sign_on_bind"), {"binding_code": code})
    assert is_in(client)
    User.objects.filter(pk=teacher.pk).update(must_change_password=False)
    other = Client()
    other.post(reverse("account_login"), {"login": teacher.username, "password": PASSWORD})
    User.objects.filter(pk=teacher.pk).update(must_change_password=True)
    assert not is_in(other)


def test_an_id_belongs_to_one_person_and_a_person_to_one_id(
    client: Client, world: World, teacher: User, arrived: SignOn
) -> None:
    bind_by_password(client, teacher)
    colleague = user_of(world.lnu.colleague)
    unbound: bindings.Unbound = {
        "sign_on": arrived.pk, "opaque_id": "zhangsan", "name": "", "how": "password", "code": None,
    }  # fmt: skip
    with pytest.raises(bindings.BoundAlready):
        bindings.bind(user=colleague, unbound=unbound, by=world.lnu.colleague)
    with pytest.raises(bindings.BoundAlready):
        bindings.bind(user=teacher, unbound={**unbound, "opaque_id": "other"}, by=world.lnu.author)


def test_the_person_unbinds_after_showing_who_it_is(
    client: Client, world: World, teacher: User, arrived: SignOn
) -> None:
    bind_by_password(client, teacher)
    binding = Binding.objects.get()
    other = Client()
    sign_in(other, world.lnu.author)
    path = reverse("sign_on_unbind", args=[binding.pk])
    assert other.post(path)["Location"].startswith(reverse("account_again"))
    assert client.get(reverse("sign_on_bound")).context["bindings"].get() == binding
    assert client.post(path)["Location"] == reverse("sign_on_bound")
    binding.refresh_from_db()
    assert binding.ended_by == teacher
    assert Round("oidc", arrived).make(Client())["Location"] == reverse("sign_on_bind")


def test_the_liaison_unbinds_and_gives_a_code_on_the_persons_page(
    client: Client, world: World, teacher: User, arrived: SignOn
) -> None:
    bind_by_password(client, teacher)
    desk_ = sign_in(Client(), world.lnu.liaison)
    person = reverse("organisations:person", args=[teacher.pk])
    assert list(desk_.get(person).context["can_bind"]) == []
    desk_.post(reverse("organisations:binding_end", args=[Binding.objects.get().pk]))
    page = desk_.post(reverse("organisations:binding_code", args=[teacher.pk, arrived.pk]))
    assert queries.open_code(arrived, page.context["code"]) is not None
    assert page.context["code"] not in desk_.get(person).content.decode()


def test_a_stranger_unbinds_nothing(client: Client, world: World, teacher: User, arrived: SignOn) -> None:
    bind_by_password(client, teacher)
    with pytest.raises(PermissionDenied):
        bindings.unbind(binding=Binding.objects.get(), by=world.dut.liaison)


def test_signing_out_offers_to_sign_out_at_the_university_too(client: Client, teacher: User, arrived: SignOn) -> None:
    bind_by_password(client, teacher)
    assert client.post(reverse("account_logout"))["Location"] == reverse("sign_on_signed_out")
    page = client.get(reverse("sign_on_signed_out"))
    assert page.context["elsewhere"]["address"].startswith(arrived.address)
    assert not is_in(client)


# --- crooked providers -----------------------------------------------------------------------------


def crooked_round(client: Client, world: World, server: running.Crooked, **claims: Any) -> Any:
    sign_on = SignOn.objects.filter(kind="oidc").first() or connect(
        world, "oidc", address=server.address, client_id="lianxiao", secret="geheim"
    )
    asked = parse_qs(urlsplit(start(client, sign_on)).query)
    now = int(time.time())
    server.claims = {
        "iss": server.address, "aud": "lianxiao", "sub": "zhangsan", "iat": now, "exp": now + 60,
        "nonce": asked["nonce"][0], **claims,
    }  # fmt: skip
    path = reverse("sign_on_arrive", args=[sign_on.pk])
    return client.get(path, {"state": asked["state"][0], "code": "any"})


def test_a_straight_answer_of_the_crooked_provider_is_taken(
    client: Client, world: World, crooked: running.Crooked
) -> None:
    assert crooked_round(client, world, crooked)["Location"] == reverse("sign_on_bind")
    assert crooked_round(client, world, crooked, exp=int(time.time()) - 60).status_code == 302  # within the skew


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "another"}, {"iss": "https://elsewhere.example"}, {"nonce": "another"}, {"exp": 1}, {"sub": ""},
        {"aud": ["lianxiao", "another"], "azp": "another"},
    ],
    ids="-".join,
)  # fmt: skip
def test_a_token_for_others_late_or_without_a_person_is_refused(
    client: Client, world: World, crooked: running.Crooked, wrong: dict[str, Any]
) -> None:
    assert crooked_round(client, world, crooked, **wrong).status_code == 409


def test_a_token_signed_by_a_stranger_or_not_at_all_is_refused(
    client: Client, world: World, crooked: running.Crooked
) -> None:
    crooked.signs_with = crooked.other_key
    assert crooked_round(client, world, crooked).status_code == 409
    crooked.algorithm = "none"
    assert crooked_round(client, world, crooked).status_code == 409


def test_a_provider_cannot_lead_our_calls_inside_or_name_itself_otherwise(
    client: Client, world: World, crooked: running.Crooked
) -> None:
    sign_on = connect(world, "oidc", address=crooked.address, client_id="lianxiao", secret="geheim")
    for wrong in ({"token_endpoint": "http://10.0.0.1/token"}, {"issuer": "https://elsewhere.example"}):
        crooked.discovery = wrong
        assert client.get(reverse("sign_on_start", args=[sign_on.pk])).status_code == 409


def test_the_question_carries_state_nonce_and_challenge(client: Client, world: World, crooked: running.Crooked) -> None:
    sign_on = connect(world, "oidc", address=crooked.address, client_id="lianxiao", secret="geheim")
    asked = parse_qs(urlsplit(start(client, sign_on)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    again = parse_qs(urlsplit(start(client, sign_on)).query)
    assert all(asked[name] != again[name] for name in ("state", "nonce", "code_challenge"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"audience": "https://another.example/"}, {"key": "stranger"}, {"unsigned": "1"}, {"inResponseTo": "_another"},
        {"recipient": "https://another.example/"}, {"destination": "https://another.example/"}, {"seconds": "-400"},
    ],
    ids="-".join,
)  # fmt: skip
def test_an_assertion_for_others_late_or_not_by_the_provider_is_refused(
    client: Client, world: World, saml: tuple[str, str], wrong: dict[str, str]
) -> None:
    sign_on = connect(world, "saml", metadata=saml[1], id_attribute=SAML_ID)
    form = at_saml(start(client, sign_on), sign_on, **wrong)
    assert "SAMLResponse" in form
    assert post(client, sign_on, form).status_code == 409


def test_an_altered_assertion_is_refused(client: Client, world: World, saml: tuple[str, str]) -> None:
    sign_on = connect(world, "saml", metadata=saml[1], id_attribute=SAML_ID)
    form = at_saml(start(client, sign_on), sign_on)
    altered = base64.b64decode(form["SAMLResponse"]).replace(b"zhangsan-0001", b"lisi-00000001")
    form["SAMLResponse"] = base64.b64encode(altered).decode()
    assert post(client, sign_on, form).status_code == 409


def test_a_name_that_changes_with_every_visit_is_no_id(client: Client, world: World, saml: tuple[str, str]) -> None:
    sign_on = connect(world, "saml", metadata=saml[1])
    form = at_saml(start(client, sign_on), sign_on, format="transient")
    assert post(client, sign_on, form).status_code == 409
    form = at_saml(start(client, sign_on), sign_on)
    assert post(client, sign_on, form)["Location"] == reverse("sign_on_bind")


def test_what_waits_for_the_browser_is_bounded(client: Client, world: World, saml: tuple[str, str]) -> None:
    sign_on = connect(world, "saml", metadata=saml[1])
    for answer in ("", "x" * 200_001):
        assert client.post(reverse("sign_on_acs", args=[sign_on.pk]), {"SAMLResponse": answer}).status_code == 409


def test_our_metadata_name_where_answers_go(client: Client, world: World, saml: tuple[str, str]) -> None:
    sign_on = connect(world, "saml", metadata=saml[1])
    text = client.get(reverse("sign_on_metadata", args=[sign_on.pk])).content.decode()
    assert reverse("sign_on_acs", args=[sign_on.pk]) in text
    assert reverse("sign_on_metadata", args=[sign_on.pk]) in text


def test_a_ticket_for_another_address_is_refused(client: Client, world: World, cas: str) -> None:
    """A ticket that somebody was given for another service is sent here by him who runs that service."""
    sign_on = connect(world, "cas", address=cas)
    stolen = parse_qs(urlsplit(at_cas(f"{cas}/login?service=http://127.0.0.1:9/other/")).query)["ticket"][0]
    state = state_of(start(client, sign_on))
    path = reverse("sign_on_arrive", args=[sign_on.pk])
    assert client.get(path, {"state": state, "ticket": stolen}).status_code == 409


@pytest.mark.parametrize(
    "address",
    [
        "http://sso.example.edu.cn", "ftp://sso.example.edu.cn", "https://10.1.2.3/cas", "https://[::1]/",
        "https://169.254.169.254/", "https://user:x@93.184.215.14/", "https://127.0.0.1:8443/x", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_nothing_inside_is_called(address: str, settings: Any) -> None:
    settings.SIGN_ON_ON_LOOPBACK = False
    with pytest.raises(NotAccepted):
        outside.check(address)


def test_in_production_this_machine_is_inside_too(settings: Any) -> None:
    assert outside.is_allowed("http://127.0.0.1:80/")
    settings.SIGN_ON_ON_LOOPBACK = False
    assert not outside.is_allowed("http://127.0.0.1:80/")


def test_a_provider_that_is_away_is_told_in_words(client: Client, world: World) -> None:
    sign_on = connect(world, "oidc", address="http://127.0.0.1:9", client_id="lianxiao", secret="geheim")
    page = client.get(reverse("sign_on_start", args=[sign_on.pk]))
    assert (page.status_code, str(page.context["refusal"])) == (409, "高校统一身份认证没有响应，请稍后再试。")


def test_what_is_no_cas_server_fails_the_test(world: World, crooked: running.Crooked) -> None:
    sign_on = connect(world, "cas", address=crooked.address)
    with pytest.raises(NotAccepted):
        desk.try_out(sign_on=sign_on, by=world.system_admin)


# --- the desk --------------------------------------------------------------------------------------


def test_one_connects_another_switches_on_and_the_secret_is_never_shown(world: World, crooked: running.Crooked) -> None:
    keeper, second = sign_in(Client(), world.system_admin), sign_in(Client(), world.security_admin)
    given = {
        "organisation": world.lnu.organisation.pk, "label": "辽宁大学统一身份认证", "address": crooked.address,
        "client_id": "lianxiao", "secret": "tiefes-geheimnis",
    }  # fmt: skip
    keeper.post(reverse("organisations:sign_on_new", args=["oidc"]), given)
    sign_on = SignOn.objects.get()
    assert "tiefes" not in sign_on.sealed_secret
    assert queries.config_of(sign_on).secret == "tiefes-geheimnis"
    place = {"args": [sign_on.pk]}
    for name in ("sign_on", "sign_on_edit"):
        assert b"tiefes" not in keeper.get(reverse(f"organisations:{name}", **place)).content
    assert keeper.post(reverse("organisations:sign_on_switch_on", **place)).status_code == 403
    second.post(reverse("organisations:sign_on_switch_on", **place))
    sign_on.refresh_from_db()
    assert sign_on.released_at is not None
    keeper.post(reverse("organisations:sign_on_edit", **place), {**given, "secret": "", "label": "新名称"})
    sign_on.refresh_from_db()
    assert (sign_on.released_at, sign_on.label) == (None, "新名称")  # off until looked at again
    assert queries.config_of(sign_on).secret == "tiefes-geheimnis"
    verbs = [step.verb for step in Step.objects.filter(case_kind="organisations.signon").order_by("id")]
    assert verbs == ["connect", "switch_on", "edit"]


def test_wrong_facts_are_told_at_the_field(client: Client, world: World) -> None:
    sign_in(client, world.system_admin)
    given = {"organisation": world.lnu.organisation.pk, "label": "统一身份认证"}
    cas = client.post(reverse("organisations:sign_on_new", args=["cas"]), {**given, "address": "http://cas.example"})
    assert (cas.status_code, cas.context["form"].errors["address"]) == (422, ["请填写 https 地址。"])
    bad = client.post(reverse("organisations:sign_on_new", args=["saml"]), {**given, "metadata": "<x/>"})
    assert (bad.status_code, list(bad.context["form"].errors)) == (422, ["metadata"])
    assert client.get(reverse("organisations:sign_on_new", args=["ldap"])).status_code == 404


def test_a_liaison_sees_the_own_universitys_only(client: Client, world: World) -> None:
    own = connect(world, "cas", address="https://cas.lnu.edu.cn/cas")
    foreign = connect(world, "cas", world.dut, address="https://cas.dlut.edu.cn/cas")
    sign_in(client, world.lnu.liaison)
    assert list(client.get(reverse("organisations:sign_ons")).context["sign_ons"]) == [own]
    assert client.get(reverse("organisations:sign_on", args=[own.pk])).status_code == 200
    assert client.get(reverse("organisations:sign_on", args=[foreign.pk])).status_code == 404


def test_a_university_has_one_in_use(world: World) -> None:
    connect(world, "cas", address="https://cas.lnu.edu.cn/cas")
    with pytest.raises(NotAllowedNow):
        connect(world, "cas", address="https://sso.lnu.edu.cn/cas")


def test_people_choose_their_university_by_name_or_first_letters(client: Client, world: World) -> None:
    assert not client.get(reverse("account_login")).context["has_sign_on"]()
    lnu = connect(world, "cas", address="https://cas.lnu.edu.cn/cas")
    dut = connect(world, "cas", world.dut, address="https://cas.dlut.edu.cn/cas")
    assert client.get(reverse("account_login")).context["has_sign_on"]()
    found = lambda q: list(client.get(reverse("sign_on_choose"), {"q": q}).context["sign_ons"])  # noqa: E731
    assert found("lndx") == [lnu]
    assert found("大连理工") == [dut]
    assert set(found("")) == {lnu, dut}


def test_lists_take_the_same_queries_for_one_and_for_three(
    client: Client, world: World, django_assert_num_queries: Any
) -> None:
    sign_in(client, world.security_admin)
    connect(world, "cas", address="https://cas.lnu.edu.cn/cas")
    paths = (reverse("organisations:sign_ons"), reverse("sign_on_choose"))
    counts = []
    for path in paths:
        client.get(path)  # what is asked once a session is asked now
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    for campus in (world.dut, world.neu):
        connect(world, "cas", campus, address="https://cas.example.edu.cn/cas")
    for path, count in zip(paths, counts, strict=True):
        with django_assert_num_queries(count):
            client.get(path)


# --- what a shell cannot store ---------------------------------------------------------------------


def test_a_shell_cannot_store_what_must_not_be(world: World) -> None:
    keeper, second = user_of(world.system_admin), user_of(world.security_admin)
    here = {"organisation": world.lnu.organisation, "label": "统一身份认证", "changed_by": keeper}
    cas = {**here, "kind": "cas", "address": "https://cas.lnu.edu.cn/cas"}
    on = {"released_at": timezone.now(), "released_by": second}
    for name, row in {
        "sign_on_facts_of_its_kind": {**here, "kind": "oidc", "address": "https://sso.lnu.edu.cn"},
        "sign_on_https": {**cas, "address": "http://cas.lnu.edu.cn/cas"},
        "sign_on_released_pair": {**cas, "released_at": timezone.now()},
        "sign_on_two_people": {**cas, **on, "released_by": keeper},
        "sign_on_demo_off": {**cas, **on, "is_demo": True},
    }.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            SignOn.objects.create(**row)
    SignOn.objects.create(**cas, **on)
    with pytest.raises(IntegrityError, match="sign_on_one_in_use"), transaction.atomic():
        SignOn.objects.create(**cas, **on)


def test_a_shell_cannot_bind_twice_or_by_nothing(world: World, teacher: User) -> None:
    sign_on = connect(world, "cas", address="https://cas.lnu.edu.cn/cas")
    colleague = user_of(world.lnu.colleague)
    row = {"user": teacher, "sign_on": sign_on, "opaque_id": "1", "how": "password"}
    Binding.objects.create(**row)
    for name, wrong in {
        "binding_one_person_per_id": {"user": colleague},
        "binding_one_id_per_person": {"opaque_id": "2"},
        "binding_how_it_came": {"user": colleague, "opaque_id": "2", "how": "code"},
        "binding_has_an_id": {"user": colleague, "opaque_id": ""},
        "binding_ended_pair": {"user": colleague, "opaque_id": "2", "ended_at": timezone.now()},
    }.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Binding.objects.create(**{**row, **wrong})
    code = {"user": teacher, "sign_on": sign_on, "expires_at": timezone.now(), "made_by": colleague}
    with pytest.raises(IntegrityError, match="binding_code_by_another"), transaction.atomic():
        BindingCode.objects.create(**{**code, "made_by": teacher, "digest": "0"})
    BindingCode.objects.create(**code, digest="1")
    with pytest.raises(IntegrityError, match="binding_code_one_open"), transaction.atomic():
        BindingCode.objects.create(**code, digest="2")
