"""Git repositories to read states from."""

import os
import subprocess
from pathlib import Path

ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_AUTHOR_DATE": "2025-01-01T00:00:00Z",
    "GIT_COMMITTER_DATE": "2025-01-01T00:00:00Z",
}
"""The settings that make git the same for all who run the tests."""


def git(folder: Path, *arguments: str, said: bytes = b"") -> str:
    """Run git in a folder, and give back what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", *arguments],  # noqa: S607 - the one that is on the path
        cwd=folder,
        env=kept | ENVIRONMENT,
        input=said,
        capture_output=True,
        check=True,
    )
    return os.fsdecode(done.stdout).strip()


def repository(folder: Path, *options: str) -> Path:
    """A new repository in a folder, with nothing committed."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main", "--template=", *options)
    return folder


def commit(folder: Path, message: str = "A state") -> str:
    """Commit the folder as it is; the commit's number."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", f"--message={message}")
    return git(folder, "rev-parse", "HEAD")
