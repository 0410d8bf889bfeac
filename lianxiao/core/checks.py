"""What must be true before the product starts: a door before every view; in production nothing from development."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import URLPattern, URLResolver, get_resolver


@register(Tags.security)
def no_development_defaults(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    if not settings.PRODUCTION:
        return []
    problems: list[CheckMessage] = []
    if settings.SECRET_KEY == settings.DEVELOPMENT_SECRET_KEY:
        problems.append(Error("Set SECRET_KEY: the development key is public.", id="lianxiao.E001"))
    if settings.DEMO:
        problems.append(Error("LIANXIAO_DEMO cannot be on in production.", id="lianxiao.E002"))
    if not settings.SITE_URL.startswith("https://"):
        problems.append(Error("SITE_URL must be an https address in production.", id="lianxiao.E003"))
    if settings.SECOND_FACTOR_SPARES_DEMO:
        problems.append(Error("SECOND_FACTOR_SPARES_DEMO cannot be on in production.", id="lianxiao.E005"))
    return [*problems, *public_keys()]


def public_keys() -> list[CheckMessage]:
    """Keys that everybody can read in the source."""
    problems: list[CheckMessage] = []
    for name in ("PERSONAL_INDEX_KEY", "RECORD_KEY"):
        if getattr(settings, name) == settings.DEVELOPMENT_SECRET_KEY:
            problems.append(Error(f"Set {name}: the development key is public.", id="lianxiao.E006"))
    if "development" in settings.PERSONAL_KEYS:
        problems.append(Error("Set PERSONAL_KEYS: the development key is public.", id="lianxiao.E007"))
    return problems


@register(Tags.urls)
def every_view_has_a_door(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Deny by default: a view that does not say who may knock is a mistake, not an open view."""
    return [
        Error(f"/{path} has no door: put @public, @signed_in or @requires above the view.", id="lianxiao.E004")
        for path, pattern in patterns_in(get_resolver())
        if not hasattr(pattern.callback, "door")
    ]


def patterns_in(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the product with its pattern: ("applications/<int:pk>/", …)."""
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns_in(entry, path)
        else:
            yield path, entry
