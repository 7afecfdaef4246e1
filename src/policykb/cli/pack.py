"""``policykb pack``: the knowledge base as a dataset."""

from pathlib import Path
from typing import Annotated

from policykb.cli.kb_options import KbOptions
from policykb.cli.parameters import argument
from policykb.cli.progress import show_progress
from policykb.cli.session import open_kb, print_message, print_text
from policykb.render.escaping import one_line
from policykb.views.wording.claims import quantity


def pack(
    *,
    folder: Annotated[Path, argument("DIR", "The folder to make: a new or an empty one.")],
    kb_options: KbOptions,
) -> None:
    """Write the knowledge base as a dataset, for millions of claims.

    It is a folder of Parquet files, which --kb takes like a folder of YAML. It needs
    `pip install 'policykb[large]'`.
    """
    from policykb.exchange.dataset import write_dataset

    counts = write_dataset(open_kb(kb_options), folder, show_progress)
    print_text(f"{one_line(str(folder))}\n")
    nouns = {"skipped": "skipped sentence"}
    made = (quantity(n, nouns.get(k, k.removesuffix("s"))) for k, n in counts.items() if n)
    print_message(", ".join(made))
