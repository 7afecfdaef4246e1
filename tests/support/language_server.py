"""An editor, as far as a language server can tell: it opens files, types, and asks."""

import json
import queue
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.running import environment

SECONDS = 60
"""The time to wait for an answer before giving up: long, for it measures nothing."""


@dataclass
class Editor:
    """A conversation with a server over its standard streams."""

    process: "subprocess.Popen[bytes]"
    settings: Mapping[str, object]
    received: "queue.Queue[dict[str, Any] | None]" = field(default_factory=queue.Queue)
    published: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    requests: int = 0

    def faults(self, path: Path, text: str) -> list[dict[str, Any]]:
        """The faults that the server finds in a file that holds ``text``."""
        return self._judge(path, text, sound=False)

    def is_sound(self, path: Path, text: str) -> bool:
        """True if the server takes back the fault that the same file had."""
        assert self.published.get(path.as_uri())
        return not self._judge(path, text, sound=True)

    def _judge(self, path: Path, text: str, *, sound: bool) -> list[dict[str, Any]]:
        # Of one text it may speak more than once, the first time before it has its settings.
        self._type(path, text)
        while bool(self.published.get(path.as_uri(), sound)) is sound:
            self._take()
        return self.published[path.as_uri()]

    def complete(self, path: Path, text: str) -> dict[str, dict[str, Any]]:
        """The completions at the caret, ``|``, by label."""
        found = self._at_caret("textDocument/completion", path, text)
        items = found["items"] if isinstance(found, dict) else found or []
        return {item["label"]: item for item in items}

    def hover(self, path: Path, text: str) -> str:
        """The hover of the word at the caret, ``|``."""
        found = self._at_caret("textDocument/hover", path, text)
        return str(found["contents"]["value"]) if found else ""

    def _at_caret(self, method: str, path: Path, text: str) -> Any:
        before, caret, after = text.partition("|")
        assert caret
        self._type(path, before + after)
        lines = before.split("\n")
        place = {"line": len(lines) - 1, "character": len(lines[-1])}
        return self.ask(method, textDocument={"uri": path.as_uri()}, position=place)

    def _type(self, path: Path, text: str) -> None:
        uri = path.as_uri()
        self.published.pop(uri, None)
        version = self.versions[uri] = self.versions.get(uri, 0) + 1
        if version == 1:
            document = {"uri": uri, "languageId": "yaml", "version": version, "text": text}
            self.tell("textDocument/didOpen", textDocument=document)
        else:
            document = {"uri": uri, "version": version}
            changes = [{"text": text}]
            self.tell("textDocument/didChange", textDocument=document, contentChanges=changes)

    def ask(self, method: str, **parameters: object) -> Any:
        """Send a request and wait for its result."""
        self.requests += 1
        self._send(id=self.requests, method=method, params=parameters)
        while True:
            message = self._take()
            if message.get("id") == self.requests and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def tell(self, method: str, **parameters: object) -> None:
        """Send what has no answer."""
        self._send(method=method, params=parameters)

    def _take(self) -> dict[str, Any]:
        """The next message of the server, which is answered if it asks."""
        message = self.received.get(timeout=SECONDS)
        assert message is not None, "the server has ended"
        match message.get("method"):
            case "textDocument/publishDiagnostics":
                shown = message["params"]
                self.published[shown["uri"]] = shown["diagnostics"]
            case "workspace/configuration":
                asked = [item.get("section") for item in message["params"]["items"]]
                self._send(id=message["id"], result=[self.settings.get(one, {}) for one in asked])
            case str() if "id" in message:
                self._send(id=message["id"], result=None)
        return message

    def _send(self, **message: object) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def listen(self) -> None:
        """Put in the queue what the server says, until it ends."""
        stream = self.process.stdout
        assert stream
        length = 0
        while line := stream.readline():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            elif not line.strip():
                self.received.put(json.loads(stream.read(length)))
        self.received.put(None)


@contextmanager
def editor(command: str, folder: Path, settings: Mapping[str, object]) -> Iterator[Editor]:
    """An editor with a folder open, and the server that it starts.

    ``settings`` are those the server asks for, by section.
    """
    with subprocess.Popen(
        [command, "--stdio"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment(),
    ) as process:
        opened = Editor(process, settings)
        thread = threading.Thread(target=opened.listen, daemon=True)
        thread.start()
        try:
            root = folder.as_uri()
            opened.ask(
                "initialize",
                processId=None,
                rootUri=root,
                workspaceFolders=[{"uri": root, "name": folder.name}],
                capabilities={
                    "workspace": {"configuration": True, "workspaceFolders": True},
                    "textDocument": {
                        "hover": {"contentFormat": ["markdown"]},
                        "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
                    },
                },
            )
            opened.tell("initialized")
            yield opened
            opened.ask("shutdown")
            opened.tell("exit")
        finally:
            process.kill()
            thread.join()
