"""For the machine that watches: is the process there, can it serve?"""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.http import require_GET

from lianxiao.core.doors import public
from lianxiao.core.http import Request


@public("asked by the load balancer: says only that the process answers")
@require_GET
def live(request: Request) -> JsonResponse:
    return JsonResponse({"live": True})


@public("asked by the load balancer: says only whether the database is there and up to date")
@require_GET
def ready(request: Request) -> JsonResponse:
    """503 while migrations are missing; an absent database is answered like every page (core.http.server_error)."""
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return JsonResponse({"ready": not missing, "missing_migrations": missing}, status=503 if missing else 200)
