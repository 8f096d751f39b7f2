"""A figure as a person sees it: a chart that carries its unit, runs, interval and source.

Pictures are drawn here without a browser or network, with letters that hold Chinese.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert

from display.letters import FONT, drawable_document, font_file, texts_in, warning_of
from locales.catalogue import own_language

SHARPNESS = 2.0  # pixels of a picture for each of the figure


@cache
def _letters() -> None:
    """Make the font known to the drawing library, once."""
    vl_convert.register_font_directory(str(font_file().parent))


def picture(chart: Any) -> bytes:
    """A chart as a PNG."""
    _letters()
    document = drawable_document(chart.to_dict())
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
        drawn = self._drawn()
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
            Path(path).write_bytes(self._drawn())
        else:
            self.chart.save(str(path))

    def _drawn(self) -> bytes:
        """The figure as a PNG; a warning names letters that it cannot show."""
        lacking = warning_of(texts_in(self.chart.to_dict()))
        if lacking is not None:
            warnings.warn(lacking.message(own_language()), stacklevel=3)
        return picture(self.chart)
