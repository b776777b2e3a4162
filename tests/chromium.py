"""Where Chromium is on this machine; run as a program it fetches one when there is none.

    python -m tests.chromium

Debian's own package where we may install packages, the browser Playwright ships everywhere else.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# No GPU, no sandbox (tests often run as root in a container), and nothing asked of the network.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def path() -> str | None:
    """The browser to drive: the system's, or else Playwright's own; None when there is neither."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def fetch() -> bool:
    """Install one; True when it is there afterwards."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "chromium", "fonts-liberation"]):
            subprocess.run(["apt-get", "-qq", *command], env=quiet, check=False)
    if path() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return path() is not None


if __name__ == "__main__":
    if path() is None and not fetch():
        print("No Chromium: the tests that drive a browser cannot run on this machine.", file=sys.stderr)
        sys.exit(1 if os.environ.get("CI") == "true" else 0)
