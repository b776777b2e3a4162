"""What every test may ask for: a real database, a real broker, a real browser.

Servers start when the first test asks for them, so the tests of the pure core stay a matter of milliseconds.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
import pytest

from tests import chromium, services

# The environment of the person who runs the tests must not reach them, nor their var folder. This happens
# before the settings are read: pyproject.toml does not name the settings module, the next lines do.
SCRATCH = Path(tempfile.mkdtemp(prefix="cx-"))
SCRATCH.chmod(0o755)  # the database server may run as another user
for _name in [name for name in os.environ if name.startswith("CXASSESS_")]:
    del os.environ[_name]
os.environ.update(
    DJANGO_SETTINGS_MODULE="cxassess.settings",
    # Playwright keeps an event loop in this thread, and Django refuses the database to one.
    DJANGO_ALLOW_ASYNC_UNSAFE="true",
    CXASSESS_VAR=str(SCRATCH / "var"),
    CXASSESS_SECRET_KEY="only-for-tests-" * 4,
    CXASSESS_DATABASE_URL=services.postgresql_url(SCRATCH / "pg"),
    CXASSESS_LOG_LEVEL="WARNING",
)
django.setup()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast tests first, slow ones next, those with a browser last; otherwise the order stays."""
    items.sort(key=lambda item: [item.get_closest_marker(mark) is not None for mark in ("browser", "slow")])


def pytest_unconfigure() -> None:
    shutil.rmtree(SCRATCH, ignore_errors=True)


# --- Servers ----------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Any]:
    server = services.start_postgresql(SCRATCH / "pg")
    yield server
    server.cleanup()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(postgresql: Any) -> None:
    """pytest-django asks for this before it creates the test database."""


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with services.running_redis(SCRATCH) as url:
        yield url


# --- Settings ---------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """Pages under test link to files where they lie; the manifest has a test of its own."""
    settings.WHITENOISE_AUTOREFRESH = True


# --- The browser ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the whole run."""
    from playwright.sync_api import sync_playwright

    executable = chromium.path()
    if executable is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs a Chromium: python -m tests.chromium")
        pytest.skip("no Chromium on this machine: python -m tests.chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=chromium.FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page_at(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """`page_at(390)` opens a page of that width on the live server, each in a fresh browser profile.

    A console error or a failed script on the page fails the test when it ends.
    """
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_page(width: int = 1280, height: int = 900, **options: Any) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            base_url=live_server.url,
            has_touch=width < 600,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if blocked(line) else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def blocked(line: Any) -> bool:
    """Whether a console line says that the content security policy stopped something."""
    return line.type == "error" and "Content Security Policy" in line.text


@pytest.fixture
def axe() -> Callable[[Any], list[str]]:
    """`axe(page)` lists what axe finds wrong with an open page, one line per rule and place."""
    from axe_playwright_python.base import AXE_FILE_PATH

    script = Path(AXE_FILE_PATH).read_text()

    def violations(page: Any) -> list[str]:
        # Through the debugger, not as a tag: the pages' policy forbids inline scripts, and rightly so.
        page.evaluate(script)
        found = page.evaluate("() => axe.run()")["violations"]
        return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]

    return violations


# --- Programs ---------------------------------------------------------------------------------------


@pytest.fixture
def manage(tmp_path: Path) -> list[str]:
    """The command line of this installation, to be started as a process of its own."""
    return [sys.executable, str(Path(__file__).resolve().parent.parent / "manage.py")]
