"""Seals as pages show them."""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from lianxiao.core import seals
from lianxiao.core.actors import Actor
from lianxiao.core.models import Change, RecordHead, RecordLeaf, Step
from lianxiao.organisations.queries.changes import changes

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Seal:
    """Where a row stands under the newest head."""

    position: int
    head: RecordHead
    digest: str


def seal_of(log: str, row_id: int) -> Seal | None:
    """None while it is not sealed; that is done every ten minutes."""
    leaf = RecordLeaf.objects.filter(log=log, row_id=row_id).first()
    head = RecordHead.objects.filter(log=log).order_by("-size").first()
    if leaf is None or head is None:
        return None
    return Seal(leaf.position, head, bytes(leaf.hash).hex())


def proof_file(log: str, row_id: int) -> bytes:
    proof = seals.proof_of(log, row_id)
    if proof is None:
        raise Http404
    return json.dumps(proof, ensure_ascii=False, indent=1).encode()


def changes_with(actor: Actor, step: Step) -> "list[Change]":
    """What changed in the request of this step, the first first."""
    if not step.request_id:
        return []
    return list(changes(actor).filter(request_id=step.request_id).order_by("id")[:SHOWN])


def heads() -> "QuerySet[RecordHead]":
    return RecordHead.objects.order_by("-id")


def public_key() -> str:
    return seals.public_key()


def heads_as_data() -> dict[str, Any]:
    """In the order in which they follow one another."""
    rows = RecordHead.objects.order_by("log", "size")
    return {"heads": [seals.as_data(head) for head in rows], "public_key": seals.public_key()}


def consistency_since(first: RecordHead) -> dict[str, Any]:
    newest = RecordHead.objects.filter(log=first.log).order_by("-size")[0]
    return seals.consistency_of(first, newest)
