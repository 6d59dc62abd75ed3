"""The site on this machine only, for who writes a wire."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

from butfor.files.system import is_link
from butfor.files.tree import CONFIG
from butfor.policy.policy import Policy
from butfor.site.pages import POLICY

_SECONDS = 0.5  # between two looks at the archive


class _Handler(SimpleHTTPRequestHandler):
    """Files of the folder, with the headers of a careful server."""

    def send_head(self) -> Any:
        """Do as the base class does, but serve nothing hidden, and nothing that lies outside the folder, whatever links
        there are."""
        host = self.headers.get("Host", "")
        if host and host.partition(":")[0] not in ("127.0.0.1", "localhost"):  # a name that somebody made lead here
            self.send_error(421)
            return None
        try:
            asked = Path(self.translate_path(self.path))  # what the base class reads: decoded, without `..`
            home, file = Path(self.directory).resolve(), (asked / "index.html" if asked.is_dir() else asked).resolve()
            is_ours = file.is_file() and file.is_relative_to(home)
        except (ValueError, OSError, RuntimeError):  # a NUL in the path, a name too long, a cycle of links
            is_ours = False
        if not is_ours or any(part.startswith(".") for part in file.relative_to(home).parts):
            self.send_error(404)
            return None
        return super().send_head()

    def end_headers(self) -> None:
        """Say what a page may do, in a header too, where it can also forbid to be framed."""
        self.send_header("Content-Security-Policy", f"{POLICY}; frame-ancestors 'none'")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def list_directory(self, path: Any) -> None:
        """List nothing: a folder without a page is none."""
        self.send_error(404)

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: the terminal is for what the build says."""


class Server:
    """A server for one folder, in threads of its own while it is entered."""

    def __init__(self, folder: Path, port: int) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(folder)))
        self._ended = threading.Event()

    @property
    def base(self) -> str:
        """Its URL."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def wait(self) -> None:
        """Sleep until the next look at the archive, or until the server stops."""
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
    """Return what changes when a file of the archive does: names, times and sizes."""
    files = []
    todo = [root / CONFIG, root / policy.config.paths.schema_, root / policy.config.paths.incidents]
    while todo:
        path = todo.pop()
        try:
            if path.is_dir() and not is_link(path):
                todo += path.iterdir()
            else:
                status = path.lstat()
                files.append((str(path), status.st_mtime_ns, status.st_size))
        except OSError:
            continue  # gone since: the next look sees it
    return tuple(sorted(files))
