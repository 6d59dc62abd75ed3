"""The site on this machine only, for who writes a wire."""

import os
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

from butfor.files.tree import CONFIG
from butfor.policy.policy import Policy
from butfor.site.pages import POLICY

_SECONDS = 0.5  # between two looks at the archive


class _Handler(SimpleHTTPRequestHandler):
    """Files of the folder, with the headers of a careful server."""

    def send_head(self) -> Any:
        """As its base does, but nothing that lies outside the folder, whatever links there are."""
        asked_of = self.headers.get("Host", "")
        if asked_of and asked_of.partition(":")[0] not in (
            "127.0.0.1",
            "localhost",
        ):  # a name that somebody made lead here
            self.send_error(421)
            return None
        try:
            home, asked = os.path.realpath(self.directory), os.path.realpath(self.translate_path(self.path))
            known = Path(asked).is_file() or Path(asked).is_dir()
        except ValueError:  # a NUL in the path
            known = False
        if not known or (asked != home and not asked.startswith(home + os.sep)) or "/." in self.path:
            self.send_error(404)
            return None
        return super().send_head()

    def end_headers(self) -> None:
        """What a page may do, in a header too, where it can also forbid to be framed."""
        self.send_header("Content-Security-Policy", f"{POLICY}; frame-ancestors 'none'")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def list_directory(self, path: Any) -> None:
        """No listing: a folder without a page is none."""
        self.send_error(404)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the terminal is for what the build says."""


class Server:
    """A server for one folder, in threads of its own while it is entered."""

    def __init__(self, folder: Path, port: int) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(folder)))
        self._ended = threading.Event()

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def wait(self) -> None:
        """A moment."""
        self._ended.wait(_SECONDS)

    def __enter__(self) -> "Server":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def signature(root: Path, policy: Policy) -> tuple[tuple[str, int, int], ...]:
    """What changes when a file of the archive does: names, times and sizes."""
    found = []
    todo = [root / CONFIG, root / policy.config.paths.schema_, root / policy.config.paths.incidents]
    while todo:
        path = todo.pop()
        try:
            if path.is_dir() and not path.is_symlink():
                todo += path.iterdir()
            else:
                there = path.lstat()
                found.append((str(path), there.st_mtime_ns, there.st_size))
        except OSError:
            continue  # gone since: the next look sees it
    return tuple(sorted(found))
