import re
import tomllib

from tests.support.running import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
PACKAGE = ROOT / "src" / "policykb"
ROOMS = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}


def rooms_by_layer() -> list[set[str]]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (layers,) = (one["layers"] for one in contracts["contracts"] if one["type"] == "layers")
    return [set(layer.split(" | ")) for layer in layers]


def test_files_named_on_the_page_exist() -> None:
    names = {name for name in re.findall(r"`([\w./]+/[\w.]*)`", PAGE) if not name.startswith("_")}
    assert names
    folders = (PACKAGE, PACKAGE.parent, ROOT)
    missing = {name for name in names if not any((folder / name).exists() for folder in folders)}
    assert not missing


def test_the_page_lists_the_rooms_in_the_order_of_the_layers() -> None:
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", PAGE, re.MULTILINE)
    listed = [name for row in rows for name in re.findall(r"\w+", row)]
    layers = rooms_by_layer()
    assert set(listed) == set.union(*layers)
    places = {room: place for place, layer in enumerate(layers) for room in layer}
    assert [places[room] for room in listed] == sorted(places[room] for room in listed)


def test_every_package_is_a_room() -> None:
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    assert set.union(*rooms_by_layer()) == ROOMS | modules
