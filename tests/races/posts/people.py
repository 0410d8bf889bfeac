"""Steps on accounts, people, organisations, hooks, exports, hand-overs; and those of programs."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianxiao.core.actors import Actor
from lianxiao.core.sealed_answers import opened
from lianxiao.organisations.actions import accounts, imports, people, personal
from lianxiao.organisations.actions import sign_on as sign_on_desk
from lianxiao.organisations.actions.tokens import make_token
from lianxiao.organisations.models import Binding, Membership, NoticeText, Notification, User
from lianxiao.organisations.roles import Role
from lianxiao.organisations.scopes import Scope
from lianxiao.organisations.tasks import carry_out_import, check_import
from tests.core.test_imported_tables import xlsx
from tests.organisations.test_imports import HEAD, LI, WANG
from tests.organisations.test_second_factor import PASSWORD, code
from tests.races.posts.rows import Post, Rows, client_of, form, row, step
from tests.world import LNU, World, user_of


def page(name: str, *args: object) -> str:
    return reverse(name, args=args)


def role_of(actor: Actor) -> Membership:
    return Membership.objects.get(user_id=actor.person_id, role=actor.role)


# --- people and roles --------------------------------------------------------------------------------


@row("organisations:person_new")
def person_new(world: World, rows: Rows) -> Post:
    pk = world.lnu.organisation.pk
    data = {"name": "王明", "username": "wang.ming", "email": "w@example.org", "phone": "024-62200000"}
    return step(world.lnu.liaison, "organisations:person_new", pk, **data, role="teacher", position="教授")


@row("organisations:person_in_full")
def person_in_full(world: World, rows: Rows) -> Post:
    return step(world.lnu.liaison, "organisations:person_in_full", world.lnu.author.user_id, purpose="通知补交材料")


def closed(world: World) -> User:
    return accounts.close_account(user=user_of(world.lnu.author), reason="离校", by=world.system_admin)


@row("organisations:account_open_again")
def account_open_again(world: World, rows: Rows) -> Post:
    return step(world.system_admin, "organisations:account_open_again", closed(world).pk)


@row("organisations:erasure_ask")
def erasure_ask(world: World, rows: Rows) -> Post:
    return step(world.system_admin, "organisations:erasure_ask", closed(world).pk, reason="保存期满")


@row("organisations:erase")
def erase(world: World, rows: Rows) -> Post:
    user = closed(world)
    personal.ask_erasure(user=user, reason="保存期满", by=world.system_admin)
    return step(world.security_admin, "organisations:erase", user.pk)


@row("organisations:factor_reset_ask")
def factor_reset_ask(world: World, rows: Rows) -> Post:
    pk = world.lnu.liaison.user_id
    return step(world.system_admin, "organisations:factor_reset_ask", pk, reason="手机遗失，已当面核实")


@row("organisations:role_new")
def role_new(world: World, rows: Rows) -> Post:
    here = page("organisations:role_new", world.lnu.author.user_id, world.lnu.organisation.pk)
    args = (world.lnu.author.user_id, world.lnu.organisation.pk)
    return form(world.lnu.liaison, here, "organisations:role_new", *args, role="student")


def unconfirmed(world: World) -> int:
    """A leader of a university, whom another administrator confirms."""
    person_new_ = person_new(world, {})
    client_of(world.lnu.liaison).post(person_new_.path, person_new_.data | {"role": "leader"})
    return Membership.objects.get(user__username="wang.ming").pk


@row("organisations:role_confirm")
def role_confirm(world: World, rows: Rows) -> Post:
    return step(world.security_admin, "organisations:role_confirm", unconfirmed(world))


@row("organisations:role_refuse")
def role_refuse(world: World, rows: Rows) -> Post:
    return step(world.security_admin, "organisations:role_refuse", unconfirmed(world), reason="并非校领导")


@row("organisations:role_reopen")
def role_reopen(world: World, rows: Rows) -> Post:
    membership = role_of(world.lnu.author)
    people.end_membership(membership=membership, reason="访学", by=world.lnu.liaison)
    return step(world.lnu.liaison, "organisations:role_reopen", membership.pk)


def table() -> SimpleUploadedFile:
    return SimpleUploadedFile("人员.xlsx", xlsx([*HEAD], [*WANG], [*LI]).getvalue())


@row("organisations:import_new")
def import_new(world: World, rows: Rows) -> Post:
    return step(world.lnu.liaison, "organisations:import_new", world.lnu.organisation.pk, file=table())


@row("organisations:import_passwords")
def import_passwords(world: World, rows: Rows) -> Post:
    liaison = world.lnu.liaison
    content = BytesIO(table().read())
    run = imports.upload(organisation=world.lnu.organisation, name="人员.xlsx", stream=content, by=liaison)
    check_import(run.pk)
    run.refresh_from_db()
    imports.confirm(run=run, by=liaison)
    carry_out_import(run.pk)
    return step(liaison, "organisations:import_passwords", run.pk)


@row("site:handover")
def handover(world: World, rows: Rows) -> Post:
    world.application(world.lnu)
    data = {"applications": world.lnu.colleague.name}
    return step(world.lnu.liaison, "site:handover", role_of(world.lnu.author).pk, **data)


@row("site:delegation_new")
def delegation_new(world: World, rows: Rows) -> Post:
    day = timezone.localdate()
    data = {"username": "gongye-colleague", "from_date": day, "until_date": day + timedelta(days=1), "reason": "出差"}
    user_of(world.gongye.colleague)
    return step(world.gongye.officer, "site:delegation_new", **data)


@row("site:transfer")
def transfer(world: World, rows: Rows) -> Post:
    found = world.application(world.lnu, state="with_liaison")
    second = world.person("lnu-second", Role.LIAISON, LNU)
    data = {"username": second.name, "reason": "出差"}
    return form(
        world.lnu.liaison,
        page("site:transfer", "applications", found.pk),
        "site:transfer",
        "applications",
        found.pk,
        **data,
    )


# --- organisations -----------------------------------------------------------------------------------


@row("organisations:partner_new")
def partner_new(world: World, rows: Rows) -> Post:
    data = {
        "kind": "enterprise",
        "name": "铁西精密机床有限公司",
        "uscc": "91110000600037341L",
        "website": "",
        "city": "",
    }
    return step(world.system_admin, "organisations:partner_new", **data)


@row("organisations:organisation_edit")
def organisation_edit(world: World, rows: Rows) -> Post:
    pk = world.lnu.organisation.pk
    here = page("organisations:organisation_edit", pk)
    return form(world.system_admin, here, "organisations:organisation_edit", pk, note="改过的备注")


@row("organisations:leading_group")
def leading_group(world: World, rows: Rows) -> Post:
    data = {"name": "李校长", "position": "校长", "duty": "head", "order": "1"}
    return step(world.lnu.liaison, "organisations:leading_group", world.lnu.organisation.pk, **data)


# --- sign-on, tokens, hooks --------------------------------------------------------------------------


@row("organisations:sign_on_new")
def sign_on_new(world: World, rows: Rows) -> Post:
    data = {"organisation": world.lnu.organisation.pk, "label": "统一身份认证", "address": "https://cas.example"}
    return step(world.system_admin, "organisations:sign_on_new", "cas", **data)


def connected(world: World) -> Any:
    values = {"label": "统一身份认证", "address": "https://cas.example"}
    made = sign_on_desk.connect(organisation=world.lnu.organisation, kind="cas", values=values, by=world.system_admin)
    return sign_on_desk.switch_on(sign_on=made, by=world.security_admin)


@row("organisations:sign_on_edit")
def sign_on_edit(world: World, rows: Rows) -> Post:
    pk = connected(world).pk
    here = page("organisations:sign_on_edit", pk)
    return form(world.system_admin, here, "organisations:sign_on_edit", pk, label="新名称")


@row("organisations:sign_on_switch_off")
def sign_on_switch_off(world: World, rows: Rows) -> Post:
    return step(world.security_admin, "organisations:sign_on_switch_off", connected(world).pk)


@row("organisations:binding_code")
def binding_code(world: World, rows: Rows) -> Post:
    return step(world.lnu.liaison, "organisations:binding_code", world.lnu.author.user_id, connected(world).pk)


@row("organisations:token_new")
def token_new(world: World, rows: Rows) -> Post:
    return step(world.lnu.liaison, "organisations:token_new", name="系统", scopes=["calls:read"], days="30")


@row("organisations:web_hook_new")
def web_hook_new(world: World, rows: Rows) -> Post:
    pk = world.lnu.organisation.pk
    data = {"organisation": pk, "name": "工作群", "address": "https://sentinel.example.org/x", "groups": ["duties"]}
    return step(world.lnu.liaison, "organisations:web_hook_new", **data)


@row("organisations:web_hook_edit")
def web_hook_edit(world: World, rows: Rows) -> Post:
    pk = rows["web_hook"].pk
    here = page("organisations:web_hook_edit", pk)
    return form(world.dut.liaison, here, "organisations:web_hook_edit", pk, name="新名称")


@row("organisations:web_hook_try")
def web_hook_try(world: World, rows: Rows) -> Post:
    return step(world.dut.liaison, "organisations:web_hook_try", rows["web_hook"].pk)


@row("organisations:allowed_hosts")
def allowed_hosts(world: World, rows: Rows) -> Post:
    return step(world.system_admin, "organisations:allowed_hosts", host="oapi.dingtalk.com", note="钉钉")


# --- messages, exports -------------------------------------------------------------------------------


@row("mandate:text_reset")
def text_reset(world: World, rows: Rows) -> Post:
    text = NoticeText.objects.order_by("kind", "id")[0]
    NoticeText.objects.filter(pk=text.pk).update(body="改过的正文")
    return step(world.gongye.officer, "mandate:text_reset", text.pk)


def told(world: World) -> Notification:
    return Notification.objects.create(user=user_of(world.lnu.liaison), kind="submitted", values={}, path="/")


@row("site:notification_open")
def notification_open(world: World, rows: Rows) -> Post:
    return step(world.lnu.liaison, "site:notification_open", told(world).pk)


@row("site:notifications_read")
def notifications_read(world: World, rows: Rows) -> Post:
    told(world)
    return step(world.lnu.liaison, "site:notifications_read")


@row("site:mail_settings")
def mail_settings(world: World, rows: Rows) -> Post:
    here = page("site:mail_settings")
    return form(world.lnu.liaison, here, "site:mail_settings", mail_news="none")


@row("site:export_take")
def export_take(world: World, rows: Rows) -> Post:
    made = personal.ask_export(
        kind="people", query="", filters=[], people=150, rows=150, up_to=10**9, reason="年报", by=world.lnu.liaison
    )
    return step(world.lnu.liaison, "site:export_take", made.pk)


# --- one's own account, which has transactions of its own --------------------------------------------


def signed_in(world: World, actor: Actor) -> Client:
    """By the password, as what concerns the account is only for who has just shown who it is."""
    user = user_of(actor)
    if not user.check_password(PASSWORD):  # a new one would end what is signed in already
        user.set_password(PASSWORD)
        user.save()
    client = Client()
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    client.get(reverse("site:workbench"))
    return client


@row("usersessions_end_one")
def session_end(world: World, rows: Rows) -> Post:
    signed_in(world, world.lnu.author)
    here = signed_in(world, world.lnu.author)
    sessions = UserSession.objects.filter(user_id=world.lnu.author.person_id).order_by("id")
    other = sessions.exclude(session_key=here.cookies["sessionid"].value)[0]
    return step(here, "usersessions_end_one", other.pk)


@row("second_factor_app")
def second_factor_app(world: World, rows: Rows) -> Post:

    client = signed_in(world, world.lnu.author)
    key = client.get(reverse("second_factor_app")).context["key"]
    return step(client, "second_factor_app", code=code(key))


def with_app(world: World) -> Client:

    client = signed_in(world, world.lnu.author)
    key = client.get(reverse("second_factor_app")).context["key"]
    client.post(reverse("second_factor_app"), {"code": code(key)})
    return client


@row("second_factor_codes")
def second_factor_codes(world: World, rows: Rows) -> Post:
    return step(with_app(world), "second_factor_codes")


@row("second_factor_remove")
def second_factor_remove(world: World, rows: Rows) -> Post:
    client = with_app(world)
    app = Authenticator.objects.get(user_id=world.lnu.author.user_id, type="totp")
    return step(client, "second_factor_remove", app.pk)


@row("sign_on_unbind")
def sign_on_unbind(world: World, rows: Rows) -> Post:
    here = connected(world)
    client = signed_in(world, world.lnu.author)
    made = Binding.objects.create(user=user_of(world.lnu.author), sign_on=here, opaque_id="1", name="", how="password")
    return step(client, "sign_on_unbind", made.pk)


# --- programs ----------------------------------------------------------------------------------------


def sent(by: Actor, method: str, name: str, *args: Any, body: Any = None) -> Post:
    made = make_token(name="教务系统", scopes=[str(one) for one in Scope], days=30, by=by)
    return Post(reverse(name, args=args), body, Client().cookies, method=method, key=made.key)


@row("api:begin")
def api_begin(world: World, rows: Rows) -> Post:
    return sent(world.lnu.author, "POST", "api:begin", body={"call_category": world.category().pk})


@row("api:save_section")
def api_save_section(world: World, rows: Rows) -> Post:
    found = world.application(world.lnu)
    section = found.sections.get(key="cover")
    answers = opened(found, section.answers) | {"title": "改过的题目"}
    body = {"revision": section.revision, "answers": answers}
    return sent(world.lnu.author, "PUT", "api:save_section", found.pk, "cover", body=body)


@row("api:hand_in")
def api_hand_in(world: World, rows: Rows) -> Post:
    return sent(world.lnu.author, "POST", "api:hand_in", world.application(world.lnu).pk)


@row("api:submit")
def api_submit(world: World, rows: Rows) -> Post:
    return sent(world.lnu.liaison, "POST", "api:submit", world.application(world.lnu, state="released").pk)
