"""States of official letters (公文) and of the versions of their templates."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.lifecycle import Lifecycle


class Kind(TextChoices):
    APPROVAL = "approval", _("Notice of approval")
    REJECTION = "rejection", _("Notice of non-approval")
    RETURN = "return", _("Return for correction")
    LIST = "list", _("List for public notice")


class LetterState(TextChoices):
    DRAFT = "draft", pgettext_lazy("letter", "To be checked")
    CHECKED = "checked", pgettext_lazy("letter", "To be issued")
    ISSUED = "issued", pgettext_lazy("letter", "Issued")
    WITHDRAWN = "withdrawn", pgettext_lazy("letter", "Void")
    DISCARDED = "discarded", pgettext_lazy("letter", "Discarded")


LETTER = Lifecycle(
    {
        LetterState.DRAFT: {"pass_check": LetterState.CHECKED, "discard": LetterState.DISCARDED},
        LetterState.CHECKED: {"issue": LetterState.ISSUED, "send_back": LetterState.DRAFT},
        LetterState.ISSUED: {"withdraw": LetterState.WITHDRAWN},
        LetterState.WITHDRAWN: {},
        LetterState.DISCARDED: {},
    }
)
# Whose number is given; it stays used whatever happens to the letter.
NUMBERED = (LetterState.ISSUED, LetterState.WITHDRAWN)


class TemplateState(TextChoices):
    CHECKING = "checking", _("Being checked")
    PUBLISHED = "published", pgettext_lazy("template", "Published")
    REFUSED = "refused", pgettext_lazy("template", "Refused")


TEMPLATE = Lifecycle(
    {
        TemplateState.CHECKING: {"publish": TemplateState.PUBLISHED, "refuse": TemplateState.REFUSED},
        TemplateState.PUBLISHED: {},
        TemplateState.REFUSED: {},
    }
)
