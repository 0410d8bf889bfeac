"""How uploads are read."""

from collections.abc import Mapping

from django.db.models import QuerySet

from lianxiao.core.actors import Actor
from lianxiao.filing.models import Return, Upload
from lianxiao.filing.states import UploadState

LISTED = 10
TONES: Mapping[str, str] = {
    UploadState.READY: "warning",
    UploadState.FAULTY: "danger",
    UploadState.DONE: "success",
    UploadState.DISCARDED: "neutral",
}


def uploads(actor: Actor) -> "QuerySet[Upload]":
    return Upload.objects.visible_to(actor).select_related("filing__round__form", "filing__institution", "uploaded_by")


def latest(actor: Actor, filing: Return) -> list[tuple[Upload, str]]:
    rows = uploads(actor).filter(filing=filing).defer("problems", "preview").order_by("-id")[:LISTED]
    return [(one, TONES.get(one.state, "info")) for one in rows]
