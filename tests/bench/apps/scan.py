"""Asks the size and time of every file below a folder, and prints how many there are."""

import os
import sys


def scan(folder: str) -> int:
    """The number of files, each of which has been asked for."""
    found = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                found += scan(entry.path)
            else:
                entry.stat()
                found += 1
    return found


if __name__ == "__main__":
    sys.stdout.write(f"{scan(sys.argv[1])}\n")
