"""States of a project in the ledger. Progress, change and acceptance add their own steps."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lianxiao.core.lifecycle import Lifecycle


class ProjectState(TextChoices):
    RUNNING = "running", _("Running")


PROJECT = Lifecycle({ProjectState.RUNNING: {}})
