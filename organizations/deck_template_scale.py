"""Templates of one height: what is measured in a part, grown or shrunk with its slide.

A slide of ten inches looks on a screen like one of thirteen, only that all its lengths and sizes of type
are smaller. Brought to one height, a size of type means the same in every template.
"""

from __future__ import annotations

from typing import Any

HEIGHT = 6_858_000
"""Of every slide, in EMU: 7.5 inches."""
_LENGTHS = {
    "off": ("x", "y"),
    "chOff": ("x", "y"),
    "ext": ("cx", "cy"),
    "chExt": ("cx", "cy"),
    "bodyPr": ("lIns", "tIns", "rIns", "bIns", "spcCol"),
    "ln": ("w",),
    "tab": ("pos",),
    "tile": ("tx", "ty"),
    "gridCol": ("w",),
    "tr": ("h",),
    "tcPr": ("marL", "marR", "marT", "marB"),
    "outerShdw": ("blurRad", "dist"),
    "innerShdw": ("blurRad", "dist"),
    "softEdge": ("rad",),
    "glow": ("rad",),
    "blur": ("rad",),
    "spcPts": ("val",),
    "pPr": ("marL", "marR", "indent", "defTabSz"),
    **{f"lvl{level}pPr": ("marL", "marR", "indent", "defTabSz") for level in range(1, 10)},
    "defPPr": ("marL", "marR", "indent", "defTabSz"),
    **dict.fromkeys(("rPr", "defRPr", "endParaRPr"), ("sz",)),
}
_TYPE = (100, 400_000)
"""Sizes of type that the format knows, in hundredths of a point."""


def scaled(root: Any, *, by: float) -> None:
    """Multiply all lengths of a part; nothing where the slide has the height already."""
    if abs(by - 1) < 1e-4:
        return
    for each in root.iter():
        for name in _LENGTHS.get(each.tag.rpartition("}")[2], ()):
            if name in each.attrib:
                value = round(int(each.get(name)) * by)
                each.set(name, str(min(max(value, _TYPE[0]), _TYPE[1]) if name == "sz" else value))
