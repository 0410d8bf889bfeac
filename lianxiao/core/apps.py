from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "lianxiao.core"

    def ready(self) -> None:
        from lianxiao.core import checks  # noqa: F401  registers the system checks
