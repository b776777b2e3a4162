"""The name under which answers of all functions together are published."""

from __future__ import annotations

ORGANIZATION = "organization"
