"""One router for all operations: two of them on one path must stand together."""

from ninja import Router

router = Router()
