"""Settings from the environment: each one named, typed and described once, here.

`docs/settings.md` is the same table in prose; a test keeps the two together. A variable that starts with
`CXASSESS_` and is not listed, or a value that cannot be read, stops the process with a sentence.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PREFIX = "CXASSESS_"
BASE_DIR = Path(__file__).resolve().parent.parent
Reader = Callable[[str], Any]
LEAST_GROUP, LARGEST_GROUP = 5, 10
TRUE, FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


# --- From text to values ----------------------------------------------------------------------------


def boolean(text: str) -> bool:
    """true/false, yes/no, on/off, 1/0; anything else is a ValueError, never a silent False."""
    word = text.strip().lower()
    if word not in TRUE + FALSE:
        raise ValueError("say true or false")
    return word in TRUE


def names(text: str) -> tuple[str, ...]:
    """Comma-separated names without blanks."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def port(text: str) -> int:
    number = int(text) if text.strip().isdigit() else 0
    if not 1 <= number <= 65535:
        raise ValueError("say a port from 1 to 65535")
    return number


def count(text: str) -> int:
    number = int(text) if text.strip().isdigit() else 0
    if number < 1:
        raise ValueError("say a whole number from 1")
    return number


def few(text: str) -> int:
    """0 to 9."""
    if not (text.isascii() and text.isdigit() and len(text) == 1):
        raise ValueError("say a whole number from 0 to 9")
    return int(text)


def group(text: str) -> int:
    """How many people make a group that may be shown: nothing that cannot be read is taken for a number."""
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not LEAST_GROUP <= number <= LARGEST_GROUP:
        raise ValueError(f"say a whole number from {LEAST_GROUP} to {LARGEST_GROUP}")
    return number


def folder(text: str) -> Path:
    """A folder that is there; a mistyped one is found at the start, not in the first report."""
    path = Path(text)
    if not path.is_dir():
        raise ValueError("say a folder that exists")
    return path


def mail_address(text: str) -> str:
    """One bare address: it goes into the envelope, where no name can stand."""
    if not re.fullmatch(r"[^\s@<>,]+@[^\s@<>,]+", text):
        raise ValueError("say one address, such as bounces@example.com")
    return text


def secret(text: str) -> str:
    """Something nobody guesses, that fits into a header."""
    if not re.fullmatch(r"[!-~]{24,200}", text):
        raise ValueError("say 24 to 200 characters of ASCII without blanks")
    return text


def one_of(*choices: str) -> Reader:
    def read_choice(text: str) -> str:
        if text not in choices:
            raise ValueError(f"say one of {', '.join(choices)}")
        return text

    return read_choice


def url(*schemes: str) -> Reader:
    def read_url(text: str) -> str:
        if urlsplit(text).scheme not in schemes:
            raise ValueError(f"say an address that starts with {' or '.join(f'{s}:' for s in schemes)}")
        return text

    return read_url


def ports(text: str) -> tuple[int, ...]:
    return tuple(port(part) for part in names(text))


def networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Comma-separated networks such as 10.20.0.0/16; one with bits beyond its mask was mistyped."""
    return tuple(ip_network(part) for part in names(text))


def origins(text: str) -> tuple[str, ...]:
    """Comma-separated origins with their scheme, such as https://cx.example.com."""
    found = names(text)
    if any(urlsplit(origin).scheme not in ("http", "https") for origin in found):
        raise ValueError("each origin starts with https:// or http://")
    return found


# --- The settings -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Setting:
    """One environment variable: how its text is read, and what holds when it is absent (None: see docs).

    empty_is_absent  whether an empty value counts as absent; if not, it is read like any other.
    """

    read: Reader
    default: Any = None
    empty_is_absent: bool = True


SETTINGS: dict[str, Setting] = {
    "DEMO": Setting(boolean, False),
    "DEBUG": Setting(boolean, False),
    "SECRET_KEY": Setting(str),
    "ALLOWED_HOSTS": Setting(names, ("localhost", "127.0.0.1", "[::1]")),
    "TRUSTED_ORIGINS": Setting(origins, ()),
    "HTTPS": Setting(boolean, False),
    "PROXIES": Setting(few, 0),
    "VAR": Setting(Path, BASE_DIR / "var"),
    "DATABASE_URL": Setting(url("sqlite", "postgresql", "postgres")),
    "BROKER_URL": Setting(url("filesystem", "redis", "rediss", "redis+socket")),
    "CACHE_URL": Setting(url("file", "redis", "rediss", "redis+socket"), "file:"),
    "EMAIL_URL": Setting(url("console", "smtp", "smtps"), "console:"),
    "EMAIL_FROM": Setting(str, "cxassess@localhost"),
    "EMAIL_BOUNCES": Setting(mail_address, ""),
    "PORT": Setting(port, 8000),
    "WEB_WORKERS": Setting(count, 2),
    "LOG_LEVEL": Setting(one_of("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
    "LOG_FORMAT": Setting(one_of("text", "json"), "text"),
    "MINIMUM_GROUP": Setting(group, LEAST_GROUP, empty_is_absent=False),
    "FONTS": Setting(folder),
    "WEBHOOK_NETWORKS": Setting(networks, ()),
    "WEBHOOK_PORTS": Setting(ports, ()),
    "WEBHOOK_HTTP": Setting(boolean, False),
    "METRICS_TOKEN": Setting(secret, ""),
}


@dataclass(frozen=True)
class Environment:
    """What the environment says, typed; a field per entry of SETTINGS, in lower case."""

    demo: bool
    debug: bool
    secret_key: str | None
    allowed_hosts: tuple[str, ...]
    trusted_origins: tuple[str, ...]
    https: bool
    proxies: int
    var: Path
    database_url: str | None
    broker_url: str | None
    cache_url: str
    email_url: str
    email_from: str
    email_bounces: str
    port: int
    web_workers: int
    log_level: str
    log_format: str
    minimum_group: int
    fonts: Path | None
    webhook_networks: tuple[IPv4Network | IPv6Network, ...]
    webhook_ports: tuple[int, ...]
    webhook_http: bool
    metrics_token: str


def read(environ: Mapping[str, str] = os.environ) -> Environment:
    """The settings of this process; ImproperlyConfigured names each variable that cannot be used."""
    complaints = [f"{name} is not a setting of cxassess" for name in unknown(environ)]
    values: dict[str, Any] = {}
    for name, setting in SETTINGS.items():
        text = environ.get(PREFIX + name, "")
        said = bool(text) or (PREFIX + name in environ and not setting.empty_is_absent)
        try:
            values[name.lower()] = setting.read(text) if said else setting.default
        except ValueError as error:
            complaints.append(f"{PREFIX}{name}: {error} (it says {shown(name, text)})")
    if complaints:
        raise ImproperlyConfigured("; ".join(complaints) + ". docs/settings.md lists them all.")
    return Environment(**values)


def unknown(environ: Mapping[str, str]) -> list[str]:
    return sorted(n for n in environ if n.startswith(PREFIX) and n.removeprefix(PREFIX) not in SETTINGS)


def shown(name: str, text: str) -> str:
    """A value as an error message may repeat it: passwords in addresses and keys stay out of logs."""
    return "something secret" if name in ("SECRET_KEY", "METRICS_TOKEN") or "@" in text else repr(text)


assert [field.name for field in fields(Environment)] == [name.lower() for name in SETTINGS]


# --- What the settings amount to --------------------------------------------------------------------


def secret_key(environment: Environment) -> str:
    """The signing key: given, or beside a database on this machine one that is kept in the var folder.

    With a database server several processes on several machines share one key, so it must be given.
    """
    if environment.secret_key is not None:
        if len(environment.secret_key) < 32:
            raise ImproperlyConfigured("CXASSESS_SECRET_KEY needs at least 32 characters.")
        return environment.secret_key
    if not (environment.demo or is_embedded(environment)):
        raise ImproperlyConfigured("CXASSESS_SECRET_KEY is required beside CXASSESS_DATABASE_URL.")
    return kept_key(environment.var / "secret_key")


def is_embedded(environment: Environment) -> bool:
    """True when the database is a file on this machine."""
    return environment.database_url is None or environment.database_url.startswith("sqlite:")


def by_folder(environment: Environment) -> bool:
    """True when background work is announced by files on this machine."""
    return environment.broker_url is None or environment.broker_url.startswith("filesystem:")


def kept_key(path: Path) -> str:
    """The key in this file, made on first use. Written aside and linked, so two first starts agree on one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            logging.getLogger(__name__).debug("another process made the key first")
        finally:
            draft.unlink()
    return path.read_text()


def database(environment: Environment) -> dict[str, Any]:
    """Django's DATABASES entry: SQLite in the var folder unless an address says otherwise."""
    if is_embedded(environment):
        return sqlite(environment)
    return postgresql(str(environment.database_url))


def sqlite(environment: Environment) -> dict[str, Any]:
    """SQLite that several processes may write: a write-ahead log, and writers who queue instead of failing.

    IMMEDIATE takes the write lock when a transaction begins: one that reads first and writes later would
    otherwise fail at once when another process wrote in between, whatever the time-out.
    """
    path = (environment.database_url or "").removeprefix("sqlite:").removeprefix("//").removeprefix("/")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": (BASE_DIR / unquote(path)) if path else environment.var / "cxassess.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def postgresql(address: str) -> dict[str, Any]:
    """postgresql://user:password@host:port/name; a socket folder goes into ?host=, like other options."""
    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def cache(environment: Environment) -> dict[str, Any]:
    """Django's cache: files by default, so that a page never depends on whether a server is up.

    Sign-in attempts are counted here, so processes that share no var folder need a shared server.
    """
    if environment.cache_url.startswith("file:"):
        return {
            "BACKEND": "cxassess.cache.FileCache",
            "LOCATION": str(environment.var / "cache"),
            "OPTIONS": {"MAX_ENTRIES": 5_000},
        }
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": environment.cache_url.replace("redis+socket:", "unix:"),
        "KEY_PREFIX": "cxassess",
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }


def email(environment: Environment) -> dict[str, Any]:
    """Django's EMAIL_* settings of an address such as smtp://user:password@host:587?timeout=10."""
    parts = urlsplit(environment.email_url)
    timeout = dict(parse_qsl(parts.query)).get("timeout", "10")
    if not timeout.isdigit() or not 1 <= int(timeout) <= 60:
        raise ImproperlyConfigured("CXASSESS_EMAIL_URL: the timeout is a number of seconds from 1 to 60.")
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parts.username is not None,
        "EMAIL_TIMEOUT": int(timeout),
    }
