"""States of a version of a form. `docs/states.md` is generated from this table."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.lifecycle import Lifecycle


class VersionState(TextChoices):
    DRAFT = "draft", _("Draft")
    CHECKING = "checking", _("Being checked")
    PUBLISHED = "published", _("Published")
    DISCARDED = "discarded", pgettext_lazy("form", "Discarded")


# Of one form at most one version is in these.
AT_WORK = (VersionState.DRAFT, VersionState.CHECKING)

VERSION = Lifecycle(
    {
        VersionState.DRAFT: {"hand_in": VersionState.CHECKING, "discard": VersionState.DISCARDED},
        VersionState.CHECKING: {"publish": VersionState.PUBLISHED, "send_back": VersionState.DRAFT},
        VersionState.PUBLISHED: {},
        VersionState.DISCARDED: {},
    }
)
