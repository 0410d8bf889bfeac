"""How the environment is read."""

import os

from psycopg.conninfo import conninfo_to_dict

# Whoever may not use a schema does not find its tables either: only the review role finds those of reviews.
SEARCH_PATH = "-c search_path=public,review"


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def env_bool(name: str, *, default: bool = False) -> bool:
    return env(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def env_list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in env(name, default).split(",") if item.strip()]


def database(url: str) -> dict[str, object]:
    """A Django database entry for any address that libpq takes, options such as `?sslmode=require` included.

    A socket folder stands percent-encoded in place of the host; its capitals matter, so urlsplit will not do.
    """
    parts = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    options = f"{SEARCH_PATH} {parts.pop('options', '')}".strip()
    return {
        "ENGINE": "lianxiao.core.postgresql",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, "options": options, **parts},
    }
