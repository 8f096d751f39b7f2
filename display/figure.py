"""A figure as a person sees it: a chart that carries its unit, runs, interval and source.

Pictures are drawn here without a browser or network, with letters that hold Chinese.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert
from pylopdf_fonts_zh_cn import sans_path

FONT = "Noto Sans SC"
SHARPNESS = 2.0  # pixels of a picture for each of the figure


@cache
def _letters() -> None:
    """Make the font known to the drawing library, once."""
    vl_convert.register_font_directory(str(sans_path().parent))


def picture(chart: Any) -> bytes:
    """A chart as a PNG."""
    _letters()
    document = chart.to_dict()
    document["config"]["font"] = FONT
    drawn: bytes = vl_convert.vegalite_to_png(document, scale=SHARPNESS)
    return drawn


@dataclass(frozen=True, repr=False)
class Figure:
    """What ``plot`` gives: a notebook shows it as a picture, also without a network.

    Attributes
    ----------
    chart
        The Altair chart, to be changed or joined with others.
    title
        What is shown.
    notes
        Unit, interval, runs and source, as they stand below the title.
    """

    chart: Any
    title: str
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        """What is shown, in words."""
        return "\n".join((self.title, *self.notes))

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        """The picture and its width on the screen, for notebooks."""
        drawn = picture(self.chart)
        pixels = int.from_bytes(drawn[16:20], "big")  # of the width, in the head of every PNG
        return drawn, {"width": round(pixels / SHARPNESS)}

    def save(self, path: str | Path) -> None:
        """Write the figure: ``.png`` as a notebook shows it, else what Altair can write.

        Raises
        ------
        ValueError
            Where Altair does not know the ending of the file.
        """
        if Path(path).suffix == ".png":
            Path(path).write_bytes(picture(self.chart))
        else:
            self.chart.save(str(path))
