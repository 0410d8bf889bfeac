"""`manage.py check_invariants`, as the person who runs the platform sees it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lianxiao.organisations.models import Organisation
from lianxiao.publishing.models import Notice
from lianxiao.site.management.commands.check_invariants import INVARIANTS


@pytest.mark.django_db(transaction=True)
def test_the_command_says_how_many_break_each_and_fails_when_one_does() -> None:
    out = StringIO()
    call_command("check_invariants", stdout=out)
    *lines, last = out.getvalue().splitlines()
    assert [line.split(" s  ")[1] for line in lines] == [invariant.name for invariant in INVARIANTS]
    assert last == f"All {len(INVARIANTS)} invariants hold."
    office = Organisation.objects.create(kind="department", name="省教育厅")
    Notice.objects.create(office=office, title="关于试行的通知", body="各高校：", version=3)
    out = StringIO()
    with pytest.raises(CommandError, match=f"1 of {len(INVARIANTS)} invariants do not hold"):
        call_command("check_invariants", stdout=out)
    assert "     1 " in out.getvalue()
    assert ": version 3, kept 0" in out.getvalue()
