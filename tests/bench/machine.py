"""The machine and the programs that were measured."""

import os
import platform
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.running import environment


def described() -> str:
    """The machine in a line, and how busy it was."""
    cpu = re.search(r"model name\s*: (.*)", _read("/proc/cpuinfo"))
    memory = re.search(r"MemTotal: *(\d+)", _read("/proc/meminfo"))
    size = f", {int(memory[1]) / 2**20:.0f} GiB of memory" if memory else ""
    load = os.getloadavg()[0]
    return (
        f"{cpu[1].strip() if cpu else platform.machine()}, {os.cpu_count()} cores{size}, "
        f"{platform.system()}, Python {platform.python_version()}; "
        f"{load:.1f} processes wanted to run when it began"
    )


def versions(tools: Path) -> Mapping[str, str]:
    """The version of each program, as it says it."""
    commands: Mapping[str, Sequence[str | Path]] = {
        "policykb": (sys.executable, "-m", "policykb", "--version"),
        "check-jsonschema": (tools / "check-jsonschema", "--version"),
        "linkml-validate": (tools / "linkml-validate", "--version"),
        "bean-check": (tools / "bean-check", "--version"),
        "recfix": ("recfix", "--version"),
        "yamllint": (tools / "yamllint", "--version"),
        "yamlruff": (tools / "yamlruff", "--version"),
        "ripgrep": ("rg", "--version"),
    }
    return {name: _version(command) for name, command in commands.items()}


def _version(command: Sequence[str | Path]) -> str:
    try:
        done = subprocess.run(
            command, env=environment(), capture_output=True, text=True, check=False
        )
    except OSError:
        return "not there"
    number = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
    return number[0] if number else "unknown"


def _read(path: str) -> str:
    file = Path(path)
    return file.read_text("utf-8") if file.exists() else ""
