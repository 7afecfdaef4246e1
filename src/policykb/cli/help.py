"""The help of the program and of its commands, in sections.

Typer has such sections only in its help by rich, which would take as long to import as a short
answer takes to print, and would read brackets in a text as markup.
"""

from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from collections.abc import Iterable

    from typer._click import Context, HelpFormatter, Parameter

SECTIONS = {
    "Ask": (
        *("compare", "explain", "timeline", "conflicts", "conditions", "shares", "network"),
        "diff",
    ),
    "Browse": ("grep", "show", "claims", "actors", "topics", "sources", "coverage"),
    "Write": (
        *("add source", "code", "add claim", "add skipped", "add actor", "add topic"),
        *("adjudicate", "review", "rename", "merge", "retract"),
        *("codebook", "fmt", "lsp", "mcp", "schema", "init"),
    ),
    "Exchange": (
        *(
            "import",
            "pack",
            "export table",
            "export sqlite",
            "export xlsx",
            "export qdpx",
            "export qdc",
        ),
        *("export graphml", "export gexf", "export jsonld", "export csl-json"),
    ),
    "Check": ("validate", "reliability", "rule", "cache"),
}
"""The commands of each section of ``policykb --help``."""

EXAMPLES = {
    "compare": ("compare us russia", "compare us russia -t recognition --cite"),
    "explain": ("explain russia recognition", "explain us russia recognition --as-of 2024"),
    "timeline": ("timeline us russia -t recognition", "timeline us russia -o timeline.svg"),
    "conflicts": ("conflicts", "conflicts russia -t recognition"),
    "conditions": ("conditions us", "conditions us russia -t recognition"),
    "shares": ("shares recognition", "shares --by year -o shares.svg"),
    "network": ("network", "network us russia -o network.graphml"),
    "diff": ("diff", "diff main -a us -a russia"),
    "grep": ("grep drug -a russia", "grep -w women --stance support"),
    "show": ("show us-recognition-withheld", "show russia --format json"),
    "claims": ("claims -a russia", "claims -t recognition --format csv"),
    "actors": ("actors", "actors --format csv"),
    "topics": ("topics --long", "topics -o topics.md"),
    "sources": ("sources", "sources --format json"),
    "coverage": ("coverage", "coverage us-russia-taliban-2025 --sentences"),
    "reliability": ("reliability ann ben", "reliability ann ben --revisions -o meeting.html"),
    "validate": ("validate", "validate --fix --diff kb"),
    "fmt": ("fmt", "fmt --check kb"),
    "add source": ("add source article.html", "add source report.pdf --published 2025-07-04"),
    "import": ("import debate.dna -o kb", "import codings.csv --map map.yaml --into kb"),
    "pack": ("pack data", "pack /srv/debate --kb kb"),
    "export table": ("export table tables", "export table --kb kb tables"),
    "codebook": ("codebook claim", "codebook stance voice"),
    "add claim": (
        "add claim --source post --sentence 3 --actor us --topic trade ...",
        "add claim claims.jsonl --coder me",
    ),
    "add skipped": (
        "add skipped --source post --sentence 2 --reason background",
        "add skipped skipped.jsonl --source post",
    ),
    "add actor": (
        "add actor --id china --name China --kind state --aliases PRC",
        "add actor actors.jsonl --diff",
    ),
    "add topic": (
        "add topic --id trade --label trade --proposition 'They should.'",
        "add topic topics.jsonl --diff",
    ),
    "rename": ("rename actor usa us", "rename source post gazette-2024 --diff"),
    "merge": ("merge topic talks negotiations --diff", "merge actor usa us"),
    "retract": (
        "retract us-recognition --note 'Coded twice.'",
        "retract us-recognition --note 'Misread.' --diff",
    ),
    "rule": ("rule PKB301", "rule PKB2"),
    "lsp": ("lsp", "lsp --help"),
    "mcp": ("mcp", "mcp --propose --coder assistant-1"),
    "code": ("code", "code gazette-2024 --coder jo"),
    "adjudicate": ("adjudicate ann ben", "adjudicate ann ben --revisions --print"),
    "review": ("review", "review --list --format json"),
    "export sqlite": ("export sqlite kb.db", "export sqlite out/kb.db --kb kb"),
    "export xlsx": ("export xlsx kb.xlsx", "export xlsx kb.xlsx --kb kb"),
    "export qdpx": ("export qdpx kb.qdpx", "export qdpx kb.qdpx --kb kb"),
    "export qdc": ("export qdc codes.qdc", "export qdc codes.qdc --kb kb"),
    "export graphml": ("export graphml kb.graphml", "export graphml kb.graphml --kb kb"),
    "export gexf": ("export gexf kb.gexf", "export gexf kb.gexf --kb kb"),
    "export jsonld": ("export jsonld claims.jsonld", "export jsonld claims.jsonld --kb kb"),
    "export csl-json": ("export csl-json sources.json", "export csl-json sources.json --kb kb"),
    "schema": ("schema claims", "schema -o schemas"),
    "cache": ("cache", "cache clear"),
    "init": ("init", "init kb --empty"),
}
"""Two examples of each command."""

WIDE = 1000
"""Help is as wide as the screen, up to this width in columns; typer's own limit is 80."""


class Command(TyperCommand):
    """A command whose help lists options in sections, and ends with examples."""

    def format_options(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write the arguments and options."""
        _write_parameters(self.get_params(ctx), ctx, formatter)

    def format_epilog(self, ctx: "Context", formatter: "HelpFormatter") -> None:  # noqa: ARG002 - as in the base class
        """Write the examples."""
        with formatter.section("Examples"):
            for example in EXAMPLES.get(self.name or "", ()):
                formatter.write(f"  policykb {example}\n")


class CommandGroup(TyperGroup):
    """A group whose help lists commands in sections.

    ``summaries`` are the first lines of the help of its commands, by their whole names.
    """

    def __init__(self, **attrs: Any) -> None:
        super().__init__(**attrs)
        self.summaries: dict[str, str] = {}
        self.context_settings["max_content_width"] = WIDE

    def format_options(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write the commands, then the options."""
        width = max(map(len, self.summaries))
        for section, names in SECTIONS.items():
            if rows := [(n.ljust(width), self.summaries[n]) for n in names if n in self.summaries]:
                with formatter.section(section):
                    formatter.write_dl(rows)
        _write_parameters(self.get_params(ctx), ctx, formatter)


def _write_parameters(
    parameters: "Iterable[Parameter]", ctx: "Context", formatter: "HelpFormatter"
) -> None:
    sections: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": []}
    for parameter in parameters:
        if (record := parameter.get_help_record(ctx)) is not None:
            usual = "Arguments" if parameter.param_type_name == "argument" else "Options"
            section = getattr(parameter, "rich_help_panel", None) or usual
            sections.setdefault(section, []).append(record)
    for section, records in sections.items():
        if records:
            with formatter.section(section):
                formatter.write_dl(records)
