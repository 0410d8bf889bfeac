"""The one password of the demo accounts: made for this installation, readable by its owner only."""

from pathlib import Path

from django.conf import settings

from lianxiao.organisations.passwords import one_time_password


def path() -> Path:
    return Path(settings.DATA_DIR) / "secrets" / "demo_password"


def kept() -> str | None:
    """None when the world was loaded with another data folder."""
    return path().read_text() if path().exists() else None


def made() -> str:
    """The kept one, else a fresh one that is kept from now on."""
    if (known := kept()) is not None:
        return known
    path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path().with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(one_time_password())
    fresh.rename(path())  # whole or not at all
    return path().read_text()
