"""What may be sent to the REST interface: JSON, and bytes where a file is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, JSONParser


class JsonBody(JSONParser):
    """JSON that nests no deeper than anybody means."""

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError("The JSON nests too deeply.") from error


class CsvBody(BaseParser):
    """A file as it came, for whoever reads files."""

    media_type = "text/csv"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        return bytes(stream.read())


class PictureBody(CsvBody):
    """What says that it is a picture; what it is, the one who draws it again finds out."""

    media_type = "image/*"
