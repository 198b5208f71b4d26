"""What the browser gets from npm packages: the files named here and nothing else that lies in node_modules.

The style sheet of all and the letters of most pages are made of them at set-up: see `krem_portal.web_files`.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Warning
from django.core.files.storage import FileSystemStorage

PACKAGES = settings.BASE_DIR / "node_modules"

MADE = settings.BUILD_DIR / "web"

FONT_WEIGHTS = (400, 600)
FONT_SUBSETS = ("latin", "latin-ext")

FILES = {
    "vendor/designsystemet/index.css": "@digdir/designsystemet-css/dist/src/index.css",
    "vendor/designsystemet/theme.css": "@digdir/designsystemet-css/dist/theme/designsystemet.css",
    **{
        f"vendor/inter/latin-ext-{weight}.woff2": f"@fontsource/inter/files/inter-latin-ext-{weight}-normal.woff2"
        for weight in FONT_WEIGHTS
    },
}
MADE_FILES = {
    "css/portal.css": "portal.css",
    "js/scripts.js": "scripts.js",
    **{f"vendor/inter/latin-{weight}.woff2": f"inter-latin-{weight}.woff2" for weight in FONT_WEIGHTS},
}


class PackageStorage(FileSystemStorage):
    """The named files, under the names that templates use."""

    def path(self, name: str) -> str:
        return str(MADE / MADE_FILES[name] if name in MADE_FILES else PACKAGES / FILES[name])


class PackageFinder(BaseFinder):
    """Shows the named files to collectstatic and to the development server."""

    storage = PackageStorage(location=PACKAGES)

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        named = {**FILES, **MADE_FILES}
        missing = [source for name, source in named.items() if not self.storage.exists(name)]
        if not missing:
            return []
        return [
            Warning(
                f"Not in node_modules or not made: {', '.join(missing)}",
                hint="Run 'make setup'.",
                id="krem_portal.W001",
            )
        ]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str]:
        found = (
            [self.storage.path(path)] if path in {**FILES, **MADE_FILES} and self.storage.exists(path) else []
        )
        return found if find_all else "".join(found)

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, PackageStorage]]:
        for name in (*FILES, *MADE_FILES):
            yield name, self.storage
