"""A standalone Spark cluster on this machine: a master and two workers, each a process."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_WAIT = 120.0


def missing() -> str:
    """The reason why no cluster can be started here; empty if one can."""
    if find_spec("pyspark") is None:
        return "needs pyspark; `make cluster-test` installs it"
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        return "needs Java"
    return ""


class SparkCluster:
    """A master and two workers with a core each, which write their files to a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        port = _free_port()
        self.master = f"spark://127.0.0.1:{port}"
        try:
            self._start("master", "org.apache.spark.deploy.master.Master", "--port", str(port))
            self._wait_for("master", "I have been elected leader")
            self.workers = [self._worker(name) for name in ("worker1", "worker2")]
            for name in ("worker1", "worker2"):
                self._wait_for(name, "Successfully registered")
        except BaseException:
            self.stop()
            raise

    def _worker(self, name: str) -> subprocess.Popen[bytes]:
        return self._start(
            name,
            "org.apache.spark.deploy.worker.Worker",
            *("--cores", "1", "--memory", "2g", "--work-dir", str(self._folder / name)),
            self.master,
        )

    def _start(self, name: str, main: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a process with a group of its own, in which are the processes that it starts."""
        spec = find_spec("pyspark")
        assert spec is not None
        assert spec.origin is not None
        command = Path(spec.origin).with_name("bin") / "spark-class"
        with (self._folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [command, main, "--host", "127.0.0.1", "--webui-port", "0", *arguments],
                stdout=log,
                stderr=log,
                env=os.environ | {"SPARK_DAEMON_MEMORY": "512m", "PYSPARK_PYTHON": sys.executable},
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def _wait_for(self, name: str, words: str) -> None:
        wait_until(lambda: self._said(name, words), f"{name}: {words}")

    def _said(self, name: str, words: str) -> bool:
        return words in (self._folder / f"{name}.log").read_text("utf-8", "replace")

    def has_lost_a_worker(self) -> bool:
        """True if the master has taken a worker off its list."""
        return self._said("master", "Removing worker")

    @property
    def settings(self) -> list[str]:
        """The options of a program that uses the cluster: little memory, and the code compiled
        only once, as programs of tests are short.
        """
        java = "spark.{}.extraJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
        return [
            *("--driver-memory", "1g", "--conf", "spark.executor.memory=1g"),
            *("--conf", f"'{java.format('driver')}'", "--conf", f"'{java.format('executor')}'"),
        ]

    @staticmethod
    def executors(connection: Any) -> list[str]:
        """The processes on workers that a connection can use."""
        found = connection.sparkContext._jsc.sc().getExecutorMemoryStatus()  # noqa: SLF001 - PySpark has no other way to ask
        names = [str(one) for one in found.keySet().mkString(" ").split()]
        driver = connection.sparkContext.getConf().get("spark.driver.port")
        return names[1:] if driver else names

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """Kill a worker, and the processes that do its work, without notice."""
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def stop(self) -> None:
        """Stop all processes."""
        for process in reversed(self._processes):
            if process.poll() is None:
                self.kill(process)


@contextmanager
def spark_cluster(folder: Path) -> Iterator[SparkCluster]:
    """A cluster that runs meanwhile."""
    cluster = SparkCluster(folder)
    try:
        yield cluster
    finally:
        cluster.stop()


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    end = time.monotonic() + _WAIT
    while not is_so():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.05)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
