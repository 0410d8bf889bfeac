from lianxiao.calls.views.public_notices.desk import (
    desk_public_notice,
    desk_public_notices,
    public_notice_close,
    public_notice_edit,
    public_notice_new,
    public_notice_new_for,
    public_notice_publish,
    public_notice_publish_now,
)
from lianxiao.calls.views.public_notices.letters import letter, letter_preview, public_notice_letter, public_notice_pdf
from lianxiao.calls.views.public_notices.objections import item_suspend, item_suspend_now, objection, objection_settle
from lianxiao.calls.views.public_notices.public import (
    object_now,
    object_to,
    objection_receipt,
    public_notice,
    public_notices,
)
from lianxiao.calls.views.public_notices.release import public_notice_release, public_notice_release_now

__all__ = [
    "desk_public_notice",
    "desk_public_notices",
    "item_suspend",
    "item_suspend_now",
    "letter",
    "letter_preview",
    "object_now",
    "object_to",
    "objection",
    "objection_receipt",
    "objection_settle",
    "public_notice",
    "public_notice_close",
    "public_notice_edit",
    "public_notice_letter",
    "public_notice_new",
    "public_notice_new_for",
    "public_notice_pdf",
    "public_notice_publish",
    "public_notice_publish_now",
    "public_notice_release",
    "public_notice_release_now",
    "public_notices",
]
