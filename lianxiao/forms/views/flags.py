"""What the reader may do with a version now: asked once per page, obeyed by its template."""

from lianxiao.core.actors import Actor
from lianxiao.forms import access
from lianxiao.forms.models import FormVersion
from lianxiao.organisations.roles import Right

# Whoever reads forms at all; which ones, the queries say.
READERS = (Right.DESIGN_FORMS, Right.PUBLISH_CALLS, Right.READ_ALL_APPLICATIONS)


def may(actor: Actor, version: FormVersion) -> dict[str, bool]:
    return {
        "edit": access.may_edit_version(actor, version),
        "hand_in": access.may_hand_in(actor, version),
        "publish": access.may_publish(actor, version),
        "send_back": access.may_send_back(actor, version),
        "discard": access.may_discard(actor, version),
    }
