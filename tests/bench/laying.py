"""Laying out what is measured: a knowledge base, and what the peers are given of it.

``python -m tests.bench.laying DIR CLAIMS``, in a process of its own, which may be large.
"""

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from policykb.cache.stamps import TICK
from tests.bench import beanfile
from tests.bench.generate import generate
from tests.bench.measurements import LARGE, LARGEST_RECORDS, PLANTED, THIS
from tests.bench.world import Shape
from tests.peers import recfile
from tests.support.running import ROOT, program

PEERS = ROOT / "tests" / "peers"
DONE = "laid"


def lay(folder: Path, claims: int, *, planted: bool = False) -> None:
    """Lay out a knowledge base with so many claims in ``folder``: as ``kb``, as ``changing`` once
    more, to be changed, and as ``peers`` what these read, as far as they are given that many. With
    faults ``planted``, some claims are of actors that nobody knows, on lines that end with a blank.
    """
    done = folder / DONE
    if done.exists() and done.stat().st_mtime > _changed():
        return
    shutil.rmtree(folder, ignore_errors=True)
    kb, peers = folder / "kb", folder / "peers"
    if claims == THIS:
        shutil.copytree(ROOT / "kb", kb)
    else:
        generate(kb, Shape(claims))
    if planted:
        _plant(kb)
    shutil.copytree(kb, folder / "changing")
    peers.mkdir()
    (folder / "answers").mkdir()
    shutil.copy(PEERS / "yamllint.yaml", peers)
    if claims < LARGE:
        asked = program("schema", "--kb", kb, "-o", peers)
        subprocess.run(asked, check=True, capture_output=True)
        (peers / "linkml.yaml").write_text(linkml(kb), "utf-8")
        (peers / "kb.beancount").write_text("\n".join([*beanfile.convert(kb), ""]), "utf-8")
    if claims <= LARGEST_RECORDS:
        (peers / "kb.rec").write_text("\n".join([*recfile.convert(kb).lines, ""]), "utf-8")
    done.touch()


def _changed() -> float:
    """When anything was last changed that is laid out, or lays it out."""
    folders = (Path(__file__).parent, PEERS, ROOT / "kb")
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return max(path.stat().st_mtime for path in files if path.suffix != ".pyc")


def linkml(kb: Path) -> str:
    """The schema for linkml-validate, with the ids of a knowledge base."""
    text = (PEERS / "policykb.linkml.yaml").read_text("utf-8")
    for kind in ("actor", "topic"):
        ids = (record["id"] for record in beanfile.records(kb, f"{kind}s.yaml", f"{kind}s"))
        values = ", ".join(f"'{one}': " for one in ids)
        heading = f"  {kind.capitalize()}Id:\n    permissible_values: "
        text = text.replace(f"{heading}{{}}", f"{heading}{{{values}}}")
    return text


def _plant(kb: Path) -> None:
    """Plant the faults, in the first claims of files that are apart."""
    files = sorted(kb.glob("sources/*/claims.yaml"))
    for number in range(PLANTED):
        file = files[number * len(files) // PLANTED]
        text = re.sub(r"actor: .*", f"actor: nobody-{number} ", file.read_text("utf-8"), count=1)
        file.write_text(text, "utf-8")


if __name__ == "__main__":
    lay(Path(sys.argv[1]), int(sys.argv[2]), planted="--planted" in sys.argv)
    # Files that were just written are compared by what they hold: that is not to be measured.
    time.sleep(1.5 * TICK / 1e9)
