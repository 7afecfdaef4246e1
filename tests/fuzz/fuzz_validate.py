"""Fuzz the reading of one file of a small knowledge base with atheris, against all invariants.

``make fuzz`` runs it. The first byte of an input says which file the others are. An input that
breaks one is written to the current folder; it becomes a case of ``tests/hostile``.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import atheris

TESTS = Path(__file__).parents[1]
sys.path.insert(0, str(TESTS.parent))

with atheris.instrument_imports(include=["policykb"]):
    import policykb.validation.report  # noqa: F401 - what is imported here tells atheris its way
    from tests.support.invariants import check_document, check_invariants
    from tests.support.rule_samples import BASE, FILES, write_base

LONGEST_SEED = 6_000


def check(root: Path, data: bytes) -> None:
    """Check an input as a document, and as a file of the knowledge base at ``root``."""
    path, content = FILES[data[0] % len(FILES)] if data else FILES[0], data[1:]
    check_document(content, path)
    file = root / path
    file.write_bytes(content)
    check_invariants(root)
    shutil.copyfile(BASE / path, file)


def sow(corpus: Path) -> None:
    """Write what fuzzing begins with: sound files, and those of the hostile corpus."""
    sown = 0
    for path in sorted(p for folder in ("rules", "hostile", "sample", "../kb")
                       for p in (TESTS / folder).rglob("*") if p.is_file()):  # fmt: skip
        fitting = [i for i, name in enumerate(FILES) if Path(name).name == path.name]
        for kind in fitting or [4]:
            (corpus / f"seed-{sown}").write_bytes(bytes([kind]) + path.read_bytes()[:LONGEST_SEED])
            sown += 1


def main() -> None:
    """Run the fuzzer with the arguments of libFuzzer; the first folder among them is the corpus."""
    corpus = next((Path(a) for a in sys.argv[1:] if not a.startswith("-")), None)
    if corpus is not None and not any(corpus.iterdir()):
        sow(corpus)
    memory = Path("/dev/shm")  # noqa: S108 - a folder in memory, where there is one
    root = Path(tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None))
    write_base(root)
    dictionary = Path(__file__).with_name("yaml.dict")
    atheris.Setup([*sys.argv, f"-dict={dictionary}"], lambda data: check(root, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
