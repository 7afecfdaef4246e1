"""``policykb export table``: the records as tables."""

from pathlib import Path
from typing import Annotated

from policykb.cli.kb_options import KbOptions
from policykb.cli.parameters import argument
from policykb.cli.session import open_kb, print_message, print_text
from policykb.exchange.folders import write_export
from policykb.exchange.table_export import PACKAGE, table_files
from policykb.render.escaping import one_line
from policykb.views.wording.claims import quantity


def table(
    *,
    folder: Annotated[
        Path, argument("DIR", "The folder to write: a new one, an empty one, or an earlier export.")
    ],
    kb_options: KbOptions,
) -> None:
    """Write all records as tables, and describe their columns.

    claims.csv has the columns of `claims --format json`; datapackage.json says their types and
    keys; map.yaml is for `policykb import`. Parquet needs `pip install 'policykb[tables]'`.
    """
    kb = open_kb(kb_options, texts=True)
    for path in write_export(folder, table_files(kb), PACKAGE):
        print_text(f"{one_line(str(path))}\n")
    print_message(f"{quantity(len(kb.claims), 'claim')}; {PACKAGE} describes the columns")
