"""Steps of an import of earlier years' projects."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.ledger import earlier
from tests.races.posts.rows import Post, Rows, form, row, step
from tests.world import World


@row("ledger:imports")
def project_import_new(world: World, rows: Rows) -> Post:
    content = earlier.workbook(earlier.FINISHED, earlier.RUNNING).read()
    return step(world.gongye.officer, "ledger:imports", file=SimpleUploadedFile("历年项目.xlsx", content))


@row("ledger:import_check")
def project_import_check(world: World, rows: Rows) -> Post:
    pk = earlier.uploaded(world).pk
    return form(world.gongye.officer, reverse("ledger:import", args=[pk]), "ledger:import_check", pk)


@row("ledger:import_confirm")
def project_import_confirm(world: World, rows: Rows) -> Post:
    return step(world.gongye.officer, "ledger:import_confirm", earlier.checked(world).pk)


@row("ledger:import_discard")
def project_import_discard(world: World, rows: Rows) -> Post:
    return step(world.gongye.officer, "ledger:import_discard", earlier.checked(world).pk)
