"""Third-party files come from packages, by name, at the versions that the lock holds."""

import json
import re
from pathlib import Path

import brotli
import pytest
from django.core.files.storage import FileSystemStorage
from fontTools.ttLib import TTFont
from whitenoise.storage import CompressedManifestStaticFilesStorage

from krem_portal import assets, fonts, web_files

REPOSITORY = Path(__file__).resolve().parents[2]
NORWEGIAN = (
    "abcdefghijklmnopqrstuvwxyzæøåABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ0123456789 :;,.–−×%§«»\N{NO-BREAK SPACE}"
)
SAMI_AND_POLISH = "čđŋšŧžłńśźż"


def test_the_npm_lock_holds_no_address_of_a_package() -> None:
    lock = json.loads((REPOSITORY / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    for name, entry in packages.items():
        assert "resolved" not in entry, name
        assert entry["integrity"].startswith("sha512-"), name


def test_npm_packages_have_one_exact_version() -> None:
    package = json.loads((REPOSITORY / "package.json").read_text())
    assert package["private"] is True
    for name, version in {**package["dependencies"], **package["devDependencies"]}.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name


def test_every_python_package_is_pinned_with_its_hash() -> None:
    lock = (REPOSITORY / "requirements.lock").read_text()
    entries = re.findall(r"^([a-z0-9.-]+)==\S+.*?(?=^\S|\Z)", lock, re.DOTALL | re.MULTILINE)
    blocks = [block for block in re.split(r"^(?=\S)", lock, flags=re.MULTILINE) if block.strip()]
    assert len(entries) == len(blocks) > 50
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in lock


def test_the_finder_shows_the_named_files_only() -> None:
    finder = assets.PackageFinder()
    names = [name for name, _ in finder.list([])]
    assert names == [*assets.FILES, *assets.MADE_FILES]
    for name, storage in finder.list([]):
        assert Path(finder.find(name)).is_file(), name
        assert storage.exists(name)
    assert finder.find("vendor/designsystemet/index.css", find_all=True) == [
        str(REPOSITORY / "node_modules/@digdir/designsystemet-css/dist/src/index.css")
    ]
    for hidden in (
        "vendor/designsystemet/index.css.map",
        "@digdir/designsystemet-css/package.json",
        "package.json",
    ):
        assert finder.find(hidden) == ""
        assert finder.find(hidden, find_all=True) == []


def test_missing_packages_are_a_warning_that_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert assets.PackageFinder().check() == []
    monkeypatch.setattr(assets, "PACKAGES", tmp_path)
    monkeypatch.setattr(assets, "MADE", tmp_path)
    (warning,) = assets.PackageFinder().check()
    assert warning.hint == "Run 'make setup'."
    assert "@digdir/designsystemet-css/dist/src/index.css" in warning.msg


@pytest.fixture
def collected(tmp_path: Path, settings) -> dict[str, str]:
    """The hashed name of every file that was collected, and of our own style sheet of fonts."""
    settings.STATIC_ROOT = str(tmp_path)
    storage = CompressedManifestStaticFilesStorage(location=tmp_path, base_url="/static/")
    paths: dict[str, tuple[FileSystemStorage, str]] = {}
    for name, source in assets.PackageFinder().list([]):
        paths[name] = (source, name)
        with source.open(name) as file:
            storage.save(name, file)
    ours = FileSystemStorage(location=REPOSITORY / "static")
    with ours.open("css/inter.css") as file:
        storage.save("css/inter.css", file)
    paths["css/inter.css"] = (ours, "css/inter.css")
    failures = [name for name, _, outcome in storage.post_process(paths) if isinstance(outcome, Exception)]
    assert failures == []
    return dict(storage.hashed_files)


def test_collected_files_get_names_that_change_with_their_content(
    collected: dict[str, str], tmp_path: Path
) -> None:
    style = collected["vendor/designsystemet/index.css"]
    assert re.fullmatch(r"vendor/designsystemet/index\.[0-9a-f]{12}\.css", style)
    assert (tmp_path / f"{style}.br").exists()
    assert (tmp_path / f"{style}.gz").exists()


def test_the_fonts_of_the_style_sheet_are_the_fonts_that_are_served(
    collected: dict[str, str], tmp_path: Path
) -> None:
    css = (tmp_path / collected["css/inter.css"]).read_text()
    named = {f"vendor/inter/{name}" for name in re.findall(r'url\("\.\./vendor/inter/([^"]+)"\)', css)}
    assert named == {hashed for name, hashed in collected.items() if name.startswith("vendor/inter/")}
    assert len(named) == len(assets.FONT_SUBSETS) * len(assets.FONT_WEIGHTS)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The fonts of the document."""
    return fonts.build(tmp_path_factory.mktemp("fonts"))


def test_fonts_are_the_same_bytes_each_time(made: list[Path], tmp_path: Path) -> None:
    again = fonts.build(tmp_path)
    assert [path.name for path in again] == [path.name for path in made]
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in made]


def test_all_weights_of_a_subset_are_one_family(made: list[Path]) -> None:
    found = set()
    for path in (path for path in made if path.suffix == ".ttf"):
        with TTFont(path) as font:
            found.add(
                (
                    font["name"].getBestFamilyName(),
                    font["OS/2"].usWeightClass,
                    bool(font["OS/2"].fsSelection & 1),
                )
            )
    styles = {(400, False), (400, True), (500, False), (600, False), (700, False)}
    subsets = (
        "Inter",
        "Inter Ext",
        "Inter Vietnamese",
        "Inter Cyrillic",
        "Inter Cyrillic Ext",
        "Inter Greek",
    )
    plain = {("DejaVu Sans", 400, False), ("DejaVu Sans", 400, True), ("DejaVu Sans", 700, False)}
    assert found == {(family, *style) for family in subsets for style in styles} | plain


@pytest.mark.parametrize(("family", "text"), [("Inter", NORWEGIAN), ("InterExt", SAMI_AND_POLISH)])
def test_the_letters_that_names_here_are_written_with(made: list[Path], family: str, text: str) -> None:
    for path in made:
        if path.name.startswith(f"{family}-"):
            with TTFont(path) as font:
                assert {letter for letter in text if ord(letter) not in font.getBestCmap()} == set(), (
                    path.name
                )


def test_figures_can_stand_in_columns(made: list[Path]) -> None:
    with TTFont(made[0]) as font:
        assert "tnum" in {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}


def test_the_one_style_sheet_holds_every_sheet_of_ours() -> None:
    sheets = {path.stem for path in (REPOSITORY / "static" / "css").glob("*.css")}
    assert {*web_files.OWN_SHEETS, "inter"} == sheets
    assert set(web_files.SCRIPTS) == set((REPOSITORY / "static" / "js").glob("*.js"))


def test_what_the_browser_fetches_once_is_made_the_same_each_time_and_is_light(tmp_path: Path) -> None:
    made = [web_files.build(tmp_path / name) for name in ("once", "again")]
    assert [path.read_bytes() for path in made[0]] == [path.read_bytes() for path in made[1]]
    sheet, _script, *letters = made[0]
    assert len(brotli.compress(sheet.read_bytes())) < 30_000
    assert sum(path.stat().st_size for path in letters) < 30_000


def test_the_letters_of_norwegian_pages_are_in_the_fonts_that_every_page_fetches(tmp_path: Path) -> None:
    _sheet, _script, *letters = web_files.build(tmp_path)
    for path in letters:
        with TTFont(path) as font:
            assert {letter for letter in NORWEGIAN if ord(letter) not in font.getBestCmap()} == set()
            assert "tnum" in {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
