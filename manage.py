#!/usr/bin/env python
"""Django's command line. `manage.py demo` alone turns the demo setting on by itself, and speaks softly."""

from __future__ import annotations

import os
import sys


def main() -> None:
    if sys.argv[1:2] == ["demo"]:
        os.environ.setdefault("CXASSESS_DEMO", "true")
        os.environ.setdefault("CXASSESS_LOG_LEVEL", "WARNING")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cxassess.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
