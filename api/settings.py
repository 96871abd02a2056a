"""What an installation may choose, read once at the start.

Every value has a name `LIKENESS_...` in the environment; a value that does not
fit stops the start and names the variable. Where the safe value is known it is
the default; a place (the home folder) has none.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Self

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")


class SettingError(Exception):
    """A setting that cannot be used; names the variable."""

    def __init__(self, *, variable: str, problem: str) -> None:
        super().__init__(f"{variable} {problem}")
        self.variable = variable
        self.problem = problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One installation: its folder, its address, its limits."""

    home: Path
    """all that is kept lies here: database, originals, keys"""
    database_url: str | None = None
    """None: a SQLite file in `home`"""
    master_key: str | None = field(default=None, repr=False)
    """in base64; None: a file in `home`, made at the first start"""
    host: str = "127.0.0.1"
    """where to listen; loopback until someone decides otherwise"""
    port: int = 8000
    allowed_hosts: tuple[str, ...] = ()
    """names a browser may call this service by, beside loopback and `host`"""
    https: bool = False
    """true behind a proxy that ends TLS: cookies are then marked Secure"""
    session_lifetime: timedelta = timedelta(hours=12)
    """from sign-in to the end, a long working day"""
    session_idle: timedelta = timedelta(minutes=60)
    """without a request; a tablet left on a chair signs itself out"""
    max_upload_bytes: int = 100 * 1024 * 1024
    """a 48 MP TIFF of 8 bits does not fit and need not; a 48 MP HEIC or JPEG does"""
    max_body_bytes: int = 1024 * 1024
    """of any other request"""
    upload_seconds: float = 120.0
    """a body that takes longer is cut"""
    uploads_at_once: int = 4
    """each holds its file in memory; more wait their turn"""
    workers: int = 1
    """worker threads inside `serve`; 0 leaves the jobs to `likeness work`"""
    decoders: int = 2
    """sandboxed decoding processes"""

    def __post_init__(self) -> None:
        if not 0 < self.port < 65536:
            raise SettingError(variable="LIKENESS_PORT", problem=f"must lie in 1-65535, got `{self.port}`")
        for variable, number, least in (
            ("LIKENESS_MAX_UPLOAD_BYTES", self.max_upload_bytes, 1024),
            ("LIKENESS_UPLOADS_AT_ONCE", self.uploads_at_once, 1),
            ("LIKENESS_WORKERS", self.workers, 0),
            ("LIKENESS_DECODERS", self.decoders, 1),
        ):
            if number < least:
                raise SettingError(variable=variable, problem=f"must be at least {least}, got `{number}`")

    @classmethod
    def from_env(
        cls,
        environ: Mapping[str, str],
        *,
        home: Path | None = None,
        host: str | None = None,
        port: int | None = None,
    ) -> Self:
        """The settings of this environment; what was said on the command line wins.

        Raises
        ------
        SettingError
            A variable is missing or cannot be read.
        """
        place = home or _path(environ, "LIKENESS_HOME")
        defaults = cls(home=place)
        return cls(
            home=place,
            database_url=environ.get("LIKENESS_DATABASE_URL") or None,
            master_key=environ.get("LIKENESS_MASTER_KEY") or None,
            host=host or environ.get("LIKENESS_HOST", defaults.host),
            port=port if port is not None else _number(environ, "LIKENESS_PORT", defaults.port),
            allowed_hosts=_words(environ, "LIKENESS_ALLOWED_HOSTS"),
            https=_switch(environ, "LIKENESS_HTTPS"),
            session_lifetime=timedelta(hours=_number(environ, "LIKENESS_SESSION_HOURS", 12)),
            session_idle=timedelta(minutes=_number(environ, "LIKENESS_SESSION_IDLE_MINUTES", 60)),
            max_upload_bytes=_number(environ, "LIKENESS_MAX_UPLOAD_BYTES", defaults.max_upload_bytes),
            uploads_at_once=_number(environ, "LIKENESS_UPLOADS_AT_ONCE", defaults.uploads_at_once),
            workers=_number(environ, "LIKENESS_WORKERS", defaults.workers),
            decoders=_number(environ, "LIKENESS_DECODERS", defaults.decoders),
        )

    @property
    def is_open_to_the_network(self) -> bool:
        """Whether anyone but this machine can connect."""
        return self.host not in LOOPBACK_NAMES

    def knows_host(self, name: str) -> bool:
        """Whether a request may call this service `name` (without port, without brackets).

        A number is allowed when the service listens on all addresses: rebinding attacks
        need a name that the attacker owns, and nothing here builds links from the name.
        """
        said = name.lower()
        if said in LOOPBACK_NAMES or said == self.host.lower() or said in self.allowed_hosts:
            return True
        return self.host in {"0.0.0.0", "::"} and _is_address(said)  # noqa: S104 - compared, not bound


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _path(environ: Mapping[str, str], variable: str) -> Path:
    said = environ.get(variable, "")
    if not said:
        raise SettingError(variable=variable, problem="is not set: say which folder keeps the photos")
    return Path(said)


def _number(environ: Mapping[str, str], variable: str, default: int) -> int:
    said = environ.get(variable)
    if said is None:
        return default
    try:
        return int(said)
    except ValueError as error:
        raise SettingError(variable=variable, problem=f"must be a whole number, got `{said}`") from error


def _words(environ: Mapping[str, str], variable: str) -> tuple[str, ...]:
    return tuple(word.strip().lower() for word in environ.get(variable, "").split(",") if word.strip())


def _switch(environ: Mapping[str, str], variable: str) -> bool:
    said = environ.get(variable, "no").lower()
    if said in {"yes", "true", "1"}:
        return True
    if said in {"no", "false", "0"}:
        return False
    raise SettingError(variable=variable, problem=f"must be yes or no, got `{said}`")
