"""A form of 150 fields in an application of the demo world: opened, and one field of it saved while one types."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import django

from bench.harness import ROOT, Row, database, interleaved, manage
from bench.lists import serve, wait_for
from bench.start import free_port

FIELDS = 150
GOAL_OPEN_MS, GOAL_SAVE_MS = 300, 50
ROUNDS = 40
AUTHOR = "lnu-author"
# How the 150 fields are spread: as forms are, and all of them on one page.
LAYOUTS = {"ten sections": 10, "one section": 1}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
REVISION = re.compile(r'name="revision" value="([0-9]+)"')


def rows() -> Iterator[Row]:
    with database() as url:
        env = {"DATABASE_URL": url, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "config.settings", "DEMO": "1"}
        manage("migrate", env=env)
        manage("load_facts", env=env)
        manage("demo", env=env)
        known = prepared(env)
        port = free_port()
        process = serve(env, port, "config.wsgi")
        try:
            wait_for(port)
            yield from measured(port, known)
        finally:
            process.terminate()
            process.wait()


def measured(port: int, known: dict[str, Any]) -> Iterator[Row]:
    for name, path in known["pages"].items():
        writer = Writer(port, path, known["session"])
        opened, saved = interleaved(writer.open, writer.save, rounds=ROUNDS)
        yield Row(f"form of {FIELDS} fields, {name}: opens", round(opened * 1000, 1), "ms", GOAL_OPEN_MS)
        yield Row(f"form of {FIELDS} fields, {name}: saves one field", round(saved * 1000, 1), "ms", GOAL_SAVE_MS)


class Writer:
    """A browser on one section: it posts the whole section, as autosave does, with one field changed."""

    def __init__(self, port: int, path: str, session: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.path, self.cookies, self.turn = path, f"sessionid={session}", 0
        html = self.open()
        found, stands = TOKEN.search(html), REVISION.search(html)
        if found is None or stands is None:
            raise RuntimeError(f"{path}: no form on the page")
        self.token, self.revision = found[1], int(stands[1])
        self.names = re.findall(r'name="(field_[0-9]+)"', html)

    def open(self) -> str:
        self.connection.request("GET", self.path, headers={"Cookie": self.cookies})
        answer = self.connection.getresponse()
        body = answer.read().decode()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{self.path}: {answer.status}")
        if "csrftoken" not in self.cookies and (given := answer.headers.get_all("Set-Cookie")):
            self.cookies += "; " + next(one.partition(";")[0] for one in given if one.startswith("csrftoken"))
        return body

    def save(self) -> None:
        self.turn += 1
        values = dict.fromkeys(self.names, "已填写") | {self.names[0]: f"第{self.turn}次"}
        data = {"csrfmiddlewaretoken": self.token, "revision": self.revision, **values}
        headers = {
            "Cookie": self.cookies,
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Autosave": "1",
        }
        self.connection.request("POST", f"{self.path}save/", urlencode(data), headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{self.path}save/: {answer.status} {body[:300].decode()}")
        self.revision = json.loads(body)["revision"]


# --- the rows; this part runs in a process of its own ------------------------------------------------


def prepared(env: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.forms"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, stdout=subprocess.PIPE, text=True, check=True)
    known: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return known


def definition(sections: int) -> dict[str, Any]:
    per = FIELDS // sections
    return {
        "title": {"zh": "大表"},
        "sections": [
            {
                "key": f"section_{number}",
                "title": {"zh": f"第{number}部分"},
                "fields": [
                    {"key": f"field_{one}", "type": "short_text", "label": {"zh": f"字段{one}"}, "help": {"zh": "说明"}}
                    for one in range(number * per, (number + 1) * per)
                ],
            }
            for number in range(sections)
        ],
    }


def application_on(sections: int) -> str:
    """A draft of the author on such a form; the address of its first section."""
    from lianxiao.calls.models import Application, ApplicationMember, ApplicationSection, CallCategory
    from lianxiao.forms.models import Form, FormVersion
    from lianxiao.organisations.models import User

    author = User.objects.get(username=AUTHOR)
    entry = CallCategory.objects.filter(call__state="published").order_by("id")[0]
    form = Form.objects.create(
        purpose="application", category=entry.category, title="大表", year=2030, office_id=entry.call.office_id
    )
    version = FormVersion.objects.create(form=form, version=1, definition=definition(sections))
    university = author.memberships.order_by("id")[0].organisation
    application = Application.objects.create(
        call_category=entry,
        university=university,
        form=version,
        created_by=author,
    )
    ApplicationMember.objects.create(application=application, user=author, organisation=university, hand="owner")
    for section in version.definition["sections"]:
        ApplicationSection.objects.create(application=application, key=section["key"])
    return f"/applications/{application.pk}/sections/section_0/"


def main() -> None:
    django.setup()
    from django.test import Client

    from lianxiao.organisations.models import User

    client = Client()
    client.force_login(User.objects.get(username=AUTHOR), backend="allauth.account.auth_backends.AuthenticationBackend")
    pages = {name: application_on(sections) for name, sections in LAYOUTS.items()}
    print(json.dumps({"session": client.cookies["sessionid"].value, "pages": pages}))


if __name__ == "__main__":
    main()
