import io
import threading
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from pytest_django import Settings

from lianxiao.core.digests import sha256_hex
from lianxiao.core.files import is_intact, open_stored, store

CONTENT = "校际合作方案".encode() * 1000
DIGEST = sha256_hex(CONTENT)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    backend = "lianxiao.core.files.storage.ContentStorage"
    default = {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"default": default}
    return tmp_path


def kept(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_content_is_kept_under_its_digest_and_read_back(folder: Path) -> None:
    assert store(io.BytesIO(CONTENT)) == DIGEST
    assert kept(folder) == [f"{DIGEST[:2]}/{DIGEST[2:]}"]
    with open_stored(DIGEST) as content:
        assert content.read() == CONTENT


def test_the_same_content_is_kept_once_even_when_stored_at_the_same_time(folder: Path) -> None:
    threads = [threading.Thread(target=store, args=[io.BytesIO(CONTENT)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept(folder) == [f"{DIGEST[:2]}/{DIGEST[2:]}"]
    assert is_intact(DIGEST)


class FullDisk(io.BytesIO):
    """Can be read once for its digest; the second reading fails half-way, as writing to a full disk does."""

    readings = 0

    def seek(self, place: int, whence: int = 0) -> int:
        self.readings += 1
        return super().seek(place, whence)

    def read(self, size: int | None = -1) -> bytes:
        piece = super().read(size)
        if self.readings > 1 and not piece:
            raise OSError(28, "No space left on device")
        return piece


def test_a_disk_that_fills_up_leaves_no_half_file(folder: Path) -> None:
    with pytest.raises(OSError, match="No space left"):
        store(FullDisk(CONTENT))
    assert kept(folder) == []
    assert not is_intact(DIGEST)


def test_a_content_changed_on_the_disk_is_noticed(folder: Path) -> None:
    store(io.BytesIO(CONTENT))
    assert is_intact(DIGEST)
    (folder / DIGEST[:2] / DIGEST[2:]).write_bytes(CONTENT + b"x")
    assert not is_intact(DIGEST)


@pytest.mark.parametrize("digest", ["../../etc/passwd", "A" * 64, DIGEST + "\n", "", DIGEST[:63]])
def test_only_a_digest_is_a_place(digest: str) -> None:
    with pytest.raises(ValueError, match="digest"):
        open_stored(digest)


def test_a_content_that_is_not_kept_is_missing() -> None:
    with pytest.raises(FileNotFoundError):
        open_stored("0" * 64)
    assert not default_storage.exists("00/" + "0" * 62)
