"""File names as they are shown, stored in rows and sent in Content-Disposition."""

import re
import unicodedata

LONGEST = 100  # characters: with Chinese at three bytes each it still fits the 255 bytes of a file system

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def clean_name(name: str) -> str:
    """The last part of `name`, without controls, direction marks or characters that some system forbids.

    Marks that turn the direction of writing can make `exe.pdf` out of `fdp.exe`; they are format characters
    (Cf) and go with the controls, the unassigned and the surrogates.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(" " if char.isspace() else char for char in last)
    shown = "".join(char for char in shown if not unicodedata.category(char).startswith("C"))
    shown = re.sub(r"\s+", " ", re.sub(r'[<>:"|?*]', "_", shown)).strip().rstrip(" .")
    stem, dot, ending = shown.rpartition(".")
    if not dot:
        stem, ending = shown, ""
    if not stem or _RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    room = LONGEST - len(ending) - len(dot)
    return f"{stem[: max(room, 1)].rstrip(' .')}{dot}{ending}"[:LONGEST]


def extension(name: str) -> str:
    """The ending in small letters without the dot, jpeg as jpg; empty when there is none."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return "jpg" if ending == "jpeg" else ending
