"""The report as a document that word processors open and edit."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from locales.catalogue import word
from reports.blocks import Block, Bullets, Code, Figure, Paragraph, Report, Table

LATIN, CHINESE = "Calibri", "Microsoft YaHei"
TEXT, SMALL, CELL, TIGHT = Pt(10), Pt(8.5), Pt(7.5), Pt(6.5)
MANY = 8  # columns from which letters are tight
WIDTH, PICTURE = 17.0, 14.0  # centimetres: of text across an A4 page, and of a figure
LONG, SHORT, MARGIN = 29.7, 21.0, 2.0


def document(report: Report) -> bytes:
    """The document as the bytes of its file."""
    made: Any = Document()
    _page(made)
    for style in ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet"):
        _letters(made.styles[style])
    made.styles["Normal"].font.size = TEXT
    made.styles["Normal"].paragraph_format.space_after = Pt(4)
    made.core_properties.title = report.title
    made.core_properties.author = "liaosim"
    made.core_properties.language = word("language.code", report.lang)
    made.add_heading(report.title, level=1)
    made.add_paragraph().add_run(report.question).bold = True
    for section in report.sections:
        heading = made.add_heading(section.title, level=2)
        heading.paragraph_format.page_break_before = section.new_page
        for block in section.blocks:
            _put(made, block)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def _page(made: Any) -> None:
    """An upright A4 page."""
    section = made.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(SHORT), Cm(LONG)
    section.left_margin = section.right_margin = Cm(MARGIN)
    section.top_margin = section.bottom_margin = Cm(MARGIN)


def _letters(style: Any) -> None:
    """Fonts for both scripts."""
    style.font.name = LATIN
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    fonts.set(qn("w:eastAsia"), CHINESE)
    language = OxmlElement("w:lang")  # of the two scripts: shapes of letters and marks follow it
    language.set(qn("w:val"), "en-GB")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(language)


def _put(made: Any, block: Block) -> None:
    """Add one block."""
    if isinstance(block, Paragraph):
        _text(made, block.text, SMALL if block.small else TEXT)
    elif isinstance(block, Bullets):
        for item in block.items:
            made.add_paragraph(item, style="List Bullet")
    elif isinstance(block, Code):
        _text(made, block.text, SMALL).runs[0].font.name = "Consolas"
    elif isinstance(block, Figure):
        title = _title(made, block.title)
        title.runs[-1].add_break()  # in one paragraph, which no program parts
        title.paragraph_format.keep_together = True
        shown = title.add_run().add_picture(BytesIO(block.picture), width=Cm(PICTURE))
        shown._inline.docPr.set("descr", block.alt)
        _text(made, block.note, SMALL)
    else:
        _table(made, block)


def _text(made: Any, text: str, size: Pt) -> Any:
    """A paragraph of a size."""
    paragraph = made.add_paragraph()
    paragraph.add_run(text).font.size = size
    return paragraph


def _title(made: Any, text: str) -> Any:
    """The title above a table or figure: its paragraph."""
    paragraph = made.add_paragraph()
    paragraph.add_run(text).bold = True
    paragraph.paragraph_format.keep_with_next = True
    return paragraph


def _table(made: Any, block: Table) -> None:
    """A table below its title and note; its heading is repeated on every page."""
    if block.title:
        _title(made, block.title)
    if block.note:
        _text(made, block.note, SMALL).paragraph_format.keep_with_next = True
    letters = TIGHT if len(block.headings) >= MANY else CELL
    table = made.add_table(rows=0, cols=len(block.headings), style="Light List Accent 1")
    table.autofit = False
    sizes = [Cm(WIDTH * width / sum(block.widths)) for width in block.widths]
    for column, size in zip(table.columns, sizes, strict=True):
        column.width = size
    for n, row in enumerate((block.headings, *block.rows)):
        line = table.add_row()
        for cell, text, size in zip(line.cells, row, sizes, strict=True):
            cell.width = size
            run = cell.paragraphs[0].add_run(text)
            run.font.size, run.bold = letters, n == 0
        properties = line._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if n == 0:
            properties.append(OxmlElement("w:tblHeader"))
    made.add_paragraph().paragraph_format.space_after = Pt(0)  # two tables would grow together
