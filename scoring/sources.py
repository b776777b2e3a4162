"""Read YAML that strangers wrote: text only, no aliases, no tags, and a line for every complaint."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

MAX_BYTES = 512 * 1024
MAX_NODES = 20_000
MAX_DEPTH = 12

Path = tuple[str | int, ...]


class SourceError(ValueError):
    """A file that cannot be read: `line` is 1-based, `rule` says in words what was expected."""

    def __init__(self, *, line: int, rule: str) -> None:
        self.line, self.rule = line, rule
        super().__init__(f"line {line}: {rule}")


@dataclass(frozen=True)
class Source:
    """Plain data (str, list and dict only) and the line on which each part of it begins."""

    data: Any
    lines: dict[Path, int] = field(repr=False)

    def line(self, path: Path) -> int:
        """The line of a part, or of the nearest part around it if the part itself is missing."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_source(text: str) -> Source:
    """Parse one YAML document into text, lists and mappings; SourceError says what is not allowed."""
    if len(text.encode("utf-8", errors="replace")) > MAX_BYTES:
        raise SourceError(line=1, rule=f"a file holds at most {MAX_BYTES // 1024} KiB")
    try:
        _refuse_dangerous(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise SourceError(line=_line_of(error, text), rule=_rule_of(error)) from error
    lines: dict[Path, int] = {}
    return Source(data=_plain(node, path=(), lines=lines), lines=lines)


def _refuse_dangerous(text: str) -> None:
    """Look at the stream before anything is built from it, so that nothing can grow."""
    depth = nodes = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        nodes += isinstance(event, yaml.NodeEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise SourceError(line=line, rule="anchors and aliases are not allowed; write the text out")
        if getattr(event, "tag", None):
            raise SourceError(line=line, rule="tags are not allowed; every value is text")
        if nodes > MAX_NODES:
            raise SourceError(line=line, rule=f"a file holds at most {MAX_NODES} values")
        if depth > MAX_DEPTH:
            raise SourceError(line=line, rule=f"values nest at most {MAX_DEPTH} deep")


def _plain(node: yaml.Node | None, *, path: Path, lines: dict[Path, int]) -> Any:
    if node is None:
        return None
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _plain_mapping(node, path=path, lines=lines)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, path=(*path, at), lines=lines) for at, child in enumerate(node.value)]
    return node.value


def _plain_mapping(node: yaml.MappingNode, *, path: Path, lines: dict[Path, int]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise SourceError(line=line, rule="a key is a word, not a list or a mapping")
        if key.value in plain:
            raise SourceError(line=line, rule=f"{key.value[:40]!r} stands here twice")
        plain[key.value] = _plain(value, path=(*path, key.value), lines=lines)
        lines[(*path, key.value)] = line
    return plain


def _line_of(error: yaml.YAMLError, text: str) -> int:
    if isinstance(error, yaml.reader.ReaderError):
        return text.count("\n", 0, error.position) + 1
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return mark.line + 1 if mark else 1


def _rule_of(error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.reader.ReaderError):
        return f"character U+{error.character:04X} is not allowed"
    return f"not YAML: {getattr(error, 'problem', None) or error}"
