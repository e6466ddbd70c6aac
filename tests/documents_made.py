"""Sample documents made at run time, as care providers really keep them. Every word is made up."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    ListFlowable,
    PageBreak,
    PageTemplate,
    Paragraph,
    Table,
)
from reportlab.platypus.tableofcontents import TableOfContents

LONG = (
    "Every worker reads the plan before the visit begins, and asks the person what matters to them today. "
    "If something has changed since the last visit, the worker writes it down while it is fresh and tells the lead. "
)
CONTROLS = (
    ("Version", "2.4"),
    ("Policy owner", "Registered Manager"),
    ("Date approved", "4 March 2025"),
    ("Next review date", "4 March 2026"),
    ("Audience", "All care staff"),
)


def text_file(path: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


# Word


def word_file(path: Path, fill: Callable[[WordDocument], None]) -> Path:
    document = Document()
    fill(document)
    document.save(str(path))
    return path


def word_xml(document: WordDocument, xml: str) -> None:
    """Puts raw XML at the end of the body: for what python-docx cannot make."""
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(re.sub(r"^<w:(\w+)", rf"<w:\1 {nsdecls('w')}", xml)))


def word_table(document: WordDocument, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def rewritten_zip(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The same archive, each entry passed through `change(name, content)`."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, change(name, content))
    return path


# PDF

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10.5, leading=14.5, spaceAfter=7)
HEADING = ParagraphStyle("heading", fontName="Helvetica-Bold", fontSize=13.5, leading=17, spaceBefore=10, spaceAfter=4)
SMALLER = ParagraphStyle("smaller", fontName="Helvetica-Bold", fontSize=10.5, leading=14, spaceBefore=6, spaceAfter=2)
TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=20, leading=25, spaceAfter=12)
CELL = ParagraphStyle("cell", fontName="Helvetica", fontSize=9.5, leading=11.5)


class Policy(BaseDocTemplate):
    """An A4 document with a running header and footer; headings go into its outline and its list of contents."""

    def __init__(self, path: Path, *, footer: str = "", outline: bool = False, columns: int = 1, **settings: object):
        super().__init__(
            str(path), pagesize=A4, leftMargin=62, rightMargin=62, topMargin=70, bottomMargin=70, **settings
        )
        width = (self.width - 20 * (columns - 1)) / columns
        frames = [
            Frame(self.leftMargin + n * (width + 20), self.bottomMargin, width, self.height) for n in range(columns)
        ]
        self.addPageTemplates([PageTemplate(frames=frames, onPage=self._furnish)])
        self._footer, self._outlined = footer, outline

    def _furnish(self, canvas: Canvas, _template: BaseDocTemplate) -> None:
        if self._footer:
            canvas.setFont("Helvetica", 8.5)
            canvas.drawString(62, 802, "Made-up Care")
            canvas.drawString(62, 37, self._footer)
            canvas.drawRightString(533, 37, f"Page {canvas.getPageNumber()}")

    def afterFlowable(self, flowable: Flowable) -> None:
        if isinstance(flowable, Paragraph) and flowable.style in (HEADING, SMALLER):
            text, level = flowable.getPlainText(), 0 if flowable.style is HEADING else 1
            key = f"heading{self.page}{text}"
            self.canv.bookmarkPage(key)
            if self._outlined:
                self.canv.addOutlineEntry(text, key, level)
            self.notify("TOCEntry", (level, text, self.page))


def pdf_file(path: Path, story: Sequence[Flowable], **settings: object) -> Path:
    Policy(path, **settings).multiBuild(list(story))
    return path


def control_table() -> Table:
    return Table([list(pair) for pair in CONTROLS], hAlign="LEFT")


def wrapped_table(rows: Sequence[Sequence[str]], widths: Sequence[float], *, ruled: bool = True) -> Table:
    """A table whose header row comes again on each page."""
    cells = [[Paragraph(text, CELL) for text in row] for row in rows]
    style = [("VALIGN", (0, 0), (-1, -1), "TOP")] + ([("GRID", (0, 0), (-1, -1), 0.5, "black")] if ruled else [])
    return Table(cells, colWidths=widths, repeatRows=1, style=style, hAlign="LEFT")


def listed(items: Sequence[str], *, numbered: bool) -> ListFlowable:
    kind = {"bulletType": "1", "bulletFormat": "%s."} if numbered else {"bulletType": "bullet", "start": "•"}
    return ListFlowable([Paragraph(item, BODY) for item in items], **kind)


def contents() -> list[Flowable]:
    table = TableOfContents(dotsMinLevel=0)
    table.levelStyles = [BODY, BODY]
    return [Paragraph("Contents", SMALLER), table, PageBreak()]


def drawn_pdf(path: Path, draw: Callable[[Canvas], None], **settings: object) -> Path:
    canvas = Canvas(str(path), pagesize=A4, **settings)
    draw(canvas)
    canvas.save()
    return path


def scanned_pdf(path: Path) -> Path:
    """A page that is only a picture."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    picture = io.BytesIO()
    Image.new("L", (200, 280), 230).save(picture, "PNG")
    return drawn_pdf(path, lambda canvas: canvas.drawImage(ImageReader(picture), 0, 0, 595, 842))


def locked_pdf(path: Path, *, user_password: str) -> Path:
    """Protected by the old cipher, which needs no other library. An empty password only forbids printing."""
    drawn_pdf(path, lambda canvas: canvas.drawString(72, 700, "Ring the office when the key will not turn."))
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.encrypt(user_password=user_password, owner_password="owner", algorithm="RC4-128")
    writer.write(path)
    return path


# The framework

THEMES = (
    ("Using technology to support person-centred care", 5, 9),
    ("Technical skills for using technology", 5, 9),
    ("Communicating through technology", 5, 8),
    ("Using and managing data", 7, 11),
    ("Being Safe and Secure Online", 5, 10),
    ("Ethical use of technology", 3, 6),
    ("Digital learning, development and wellbeing", 4, 9),
)
ALL, FURTHER = (
    "Digital skills for all I have the knowledge and skills to...",
    "Go further I have the skills and knowledge to...",
)


def statement(theme: int, number: int) -> str:
    return f"Know thing {theme}-{number} of the garden"


def explanation(theme: int, number: int) -> str:
    return f"Plain words about thing {theme}-{number}."


def framework_text(*, left_out: Sequence[tuple[int, int]] = ()) -> str:
    """All 62 criteria in the layout of the official export: torn rows, tags that never close, repeated headers."""
    lines = [
        "",
        "Adult Social Care Digital Skills Framework",
        "",
        "1. Introduction",
        "",
        "Words¹ before the tables.",
        "",
    ]
    lines += ["¹ A footnote to the introduction.", "", "2. Framework themes and knowledge criteria", ""]
    for theme, (title, everybody, many) in enumerate(THEMES, start=1):
        lines += [f"Theme {theme} - {title}\t", "Level\tKnowledge Criteria"]
        for number in range(1, many + 1):
            lines.append(f"{_who(number, everybody)}\t{number}. {statement(theme, number)}, in short")
        lines.append("")
    lines += ["3. Detailed framework themes, knowledge criteria and additional information", ""]
    for theme, (title, everybody, many) in enumerate(THEMES, start=1):
        dash = "-" if theme in (1, 7) else "–"
        lines += [f"Theme {theme} {dash} {title}", "", "Levels\tKnowledge criteria\tAdditional information"]
        for number in range(1, many + 1):
            if (theme, number) not in left_out:
                lines += _rows(theme, number, _who(number, everybody))
        lines.append("")
    return "\n".join(lines)


def _who(number: int, everybody: int) -> str:
    return ALL if number == 1 else FURTHER if number == everybody + 1 else ""


def _rows(theme: int, number: int, who: str) -> list[str]:
    said, about = f"{number}. {statement(theme, number)}", explanation(theme, number)
    resources = '<p>Useful resources:</p> <ul style="list-style-type: none"> • First help &amp; advice • Second help'
    match theme, number:
        case 1, 2:  # a footnote, and an asterisk's line on the next page
            note = "⁴ A garden is a place where things grow."
            return [f"{who}\t{said}\t<p>{about}⁴</p> {resources}", "", note, "", "\t\t*Mind the gate. See Theme 4."]
        case 1, 6:  # the statement is torn in the middle
            start, end = said.rsplit(" of ", 1)
            return [f"{who}\t{start}\t{about}", "", f"\t<p>of {end}</p>\t{resources}"]
        case 2, 4:  # a list item is torn in the middle, and the header comes again
            torn = f"\t\t<p>on to the next page.</p> <ul> • Last <p>The end for {theme}-{number}.</p>"
            header = "Levels\tKnowledge criteria\tAdditional information"
            return [f"{who}\t<p>{said}</p>\t<p>{about}</p> <ul> • An item that goes", "", header, torn]
        case 2, 6:  # lists within lists, written in two ways
            return [f"{who}\t{said}\t<p>{about}</p> <ul> • Outer <ul> o Inner • Outer two ○ Inner two"]
        case 4, 1:  # torn at a hyphen
            return [f"{who}\t{number}. Keep up-to-", "", f"\tdate with thing 4-1\t<p>{about}</p>"]
        case 5, 6:  # three criteria share one explanation
            together = " ".join(f"<p>{n}. {statement(5, n)}</p>" for n in (6, 7, 8))
            return [f"<p>{who}</p>\t{together}\t<p>{about}</p> {resources}", "", "\t\t<ul> • Third help"]
        case 5, 7 | 8:
            return []
        case 7, 1:
            return ["--------\t-----\t------", "", f"{who}\t{said}\t<p>{about}</p> {resources}"]
    return (
        [f"<p>{who}</p>\t<p>{said}</p>\t{about} Useful resources: <ul> • First help"]
        if who
        else [f"\t<p>{said}</p>\t<p>{about}</p> {resources}"]
    )
