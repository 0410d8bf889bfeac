"""States of a notice on the public site (通知公告)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.lifecycle import Lifecycle


class NoticeState(TextChoices):
    DRAFT = "draft", _("Draft")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("notice", "Withdrawn")


NOTICE = Lifecycle(
    {
        NoticeState.DRAFT: {"hand_in": NoticeState.CHECKING},
        NoticeState.CHECKING: {"pass_check": NoticeState.CHECKED, "send_back": NoticeState.DRAFT},
        NoticeState.CHECKED: {"publish": NoticeState.PUBLISHED, "send_back": NoticeState.DRAFT},
        NoticeState.PUBLISHED: {"withdraw": NoticeState.WITHDRAWN},
        NoticeState.WITHDRAWN: {},
    }
)
