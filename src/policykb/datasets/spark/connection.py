"""The connection to a Spark cluster, and what can go wrong with it."""

import os
import re
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

from policykb.diagnostics import PolicyKBError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOG = "POLICYKB_SPARK_LOG"
"""The environment variable with the file that takes what Spark says; without it nothing does."""

_CONNECT = 5.0
_ACCEPT = 60.0
"""Seconds to wait for the master, and for a first worker."""
_PYTHON_ERROR = re.compile(r"^[A-Z]\w+(?:Error|Exception): .+", re.MULTILINE)
"""The last line of a traceback, as against the names that Java gives its errors."""


def connect(master: str) -> "SparkSession":
    """Return a connection to a cluster, whose workers have the code of this package.

    Raises:
        PolicyKBError: PySpark or Java is missing, the cluster cannot be reached, or it gives no
            worker.
    """
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - of the extra "spark"
    except ImportError:
        raise PolicyKBError(
            "the engine spark needs the package pyspark",
            "Install it: pip install 'policykb[spark]'.",
        ) from None
    _check_java()
    _check_master(master)
    if master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "WARN" if os.environ.get(LOG) else "OFF",
        "spark.sql.session.timeZone": "UTC",
    }
    builder = SparkSession.builder.appName("policykb").master(master).config(map=settings)
    with failing(f"no Spark at {master}"), _quietly():
        spark = builder.getOrCreate()
    spark.sparkContext.addPyFile(_packed_code(spark))
    _wait_for_worker(spark, master)
    return spark


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if not (home and Path(home, "bin", "java").exists()) and shutil.which("java") is None:
        raise PolicyKBError(
            "the engine spark needs Java, and there is none",
            "Install Java 17 or newer, or name its folder in JAVA_HOME.",
        )


def _check_master(master: str) -> None:
    """Raise PolicyKBError at once if nothing answers: Spark would try for a minute."""
    kind, slashes, places = master.partition("://")
    if kind != "spark" or not slashes:
        return
    for place in places.split(","):
        host, _, port = place.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), _CONNECT).close()
        except (OSError, ValueError, OverflowError):
            continue
        return
    raise PolicyKBError(
        f"no Spark master answers at {master}",
        "Look whether it runs, and name it as it calls itself: --master spark://HOST:7077.",
    )


def _wait_for_worker(spark: "SparkSession", master: str) -> None:
    """Wait until the cluster has given a worker: without one a job would wait for ever.

    Raises:
        PolicyKBError: There is none within a minute.
    """
    scala = spark.sparkContext._jsc.sc()  # noqa: SLF001 - PySpark has no other way to ask
    end = time.monotonic() + _ACCEPT
    while not master.startswith("local") and scala.getExecutorMemoryStatus().size() < 2:
        if time.monotonic() > end:
            with _quietly():
                spark.stop()
            raise PolicyKBError(
                f"{master} has given no worker in {_ACCEPT:.0f} seconds",
                "Look whether workers are there, and have a core and memory left.",
            )
        time.sleep(0.1)


def _packed_code(spark: "SparkSession") -> str:
    """Return the path of an archive with the code of this package: all workers run it, whatever is
    installed there. Spark deletes it in the end.
    """
    folder: str = spark.sparkContext._temp_dir  # noqa: SLF001 - PySpark has no other name for it
    package = Path(__file__).resolve().parents[2]
    archive = Path(folder, "policykb.zip")
    with ZipFile(archive, "w") as made:
        for file in sorted(package.rglob("*.py")):
            made.write(file, file.relative_to(package.parent))
    return str(archive)


@contextmanager
def failing(message: str) -> Iterator[None]:
    """Turn what Spark raises into an error with a message, and with the reason that Spark gives.

    Raises:
        PolicyKBError: Spark raised an error.
    """
    try:
        yield
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in {"pyspark", "py4j"}:
            raise
        told = str(error)
        if on_worker := _PYTHON_ERROR.findall(told):
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            raise PolicyKBError(
                f"Python failed on a worker: {on_worker[-1]}",
                f"Workers need Python {version} and pyarrow; PYSPARK_PYTHON names theirs.",
            ) from None
        lines = (line.strip(": ") for line in told.splitlines())
        reasons = (one for one in lines if one and not one.startswith("An error occurred"))
        raise PolicyKBError(
            f"{message}: {next(reasons, type(error).__name__)}",
            f"{LOG}=FILE, an environment variable, keeps all that Spark says about it.",
        ) from None


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep what Spark writes on standard error off it. The Java process that starts meanwhile goes
    on writing where it was told to.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    target = os.open(
        os.environ.get(LOG) or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666
    )
    try:
        os.dup2(target, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(target)
