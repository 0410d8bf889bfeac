"""What must be true before the product starts in production."""

from collections.abc import Sequence
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def no_development_defaults(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    if not settings.PRODUCTION:
        return []
    problems: list[CheckMessage] = []
    if settings.SECRET_KEY == settings.DEVELOPMENT_SECRET_KEY:
        problems.append(Error("Set SECRET_KEY: the development key is public.", id="lianxiao.E001"))
    if settings.DEMO:
        problems.append(Error("LIANXIAO_DEMO cannot be on in production.", id="lianxiao.E002"))
    if not settings.SITE_URL.startswith("https://"):
        problems.append(Error("SITE_URL must be an https address in production.", id="lianxiao.E003"))
    return problems
