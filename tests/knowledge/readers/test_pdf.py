from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import FrameBreak, PageBreak, Paragraph, Spacer, Table

from documents_made import (
    BODY,
    CELL,
    HEADING,
    LONG,
    SMALLER,
    TITLE,
    contents,
    control_table,
    drawn_pdf,
    listed,
    locked_pdf,
    pdf_file,
    scanned_pdf,
    wrapped_table,
)
from knowledge.readers.parts import ReadDocument, Unreadable
from knowledge.readers.reading import read_file

FOOTER = "Version 2.4. Review due 4 March 2026."
STEPS = ("Lift the latch.", f"Push. {LONG}", "Walk through.")
THINGS = ("A torch, because it is dark", "A whistle")
CODES = [("Code", "Meaning", "What to do"), *((f"K{n}", f"Kind {n}", f"{n} times: {LONG}") for n in range(1, 13))]


def policy() -> list[object]:
    return [
        Paragraph("Gate and Garden Path Safety Policy for Everyone", TITLE),
        control_table(),
        Paragraph("1. Opening", HEADING),
        Paragraph(LONG, BODY),
        Paragraph(LONG * 2, BODY),
        listed(STEPS, numbered=True),
        Paragraph("That is all.", BODY),
        Paragraph("1.1 At night", SMALLER),
        listed(THINGS, numbered=False),
        Paragraph("2. Codes", HEADING),
        Paragraph("Choose one.", BODY),
        wrapped_table(CODES, (40, 90, 330)),
        Paragraph(LONG, BODY),
        Paragraph("3. Keys", HEADING),
        Paragraph(" ".join([LONG] * 18), BODY),
    ]


def joined(text: str) -> str:
    return " ".join(text.split())


def expected() -> list[tuple[tuple[str, ...], str, str]]:
    steps = "\n".join(f"{n}. {joined(step)}" for n, step in enumerate(STEPS, start=1))
    rows = "\n".join(" | ".join(map(joined, row)) for row in CODES)
    once = joined(LONG)
    return [
        ((), "1. Opening", f"{once}\n\n{once} {once}\n\n{steps}\n\nThat is all."),
        (("1. Opening",), "1.1 At night", "- A torch, because it is dark\n- A whistle"),
        ((), "2. Codes", f"Choose one.\n\n{rows}\n\n{once}"),
        ((), "3. Keys", joined(" ".join([LONG] * 18))),
    ]


def said(document: ReadDocument) -> list[tuple[tuple[str, ...], str, str]]:
    return [(section.path, section.heading, section.text) for section in document.sections]


@pytest.mark.parametrize("outline", [True, False])
def test_headings_paragraphs_lists_and_tables_come_back_whole(tmp_path: Path, outline: bool) -> None:
    document = read_file(pdf_file(tmp_path / "gate.pdf", policy(), footer=FOOTER, outline=outline))
    assert len(PdfReader(tmp_path / "gate.pdf").pages) >= 3
    assert said(document) == expected()


def test_the_control_block_gives_the_facts(tmp_path: Path) -> None:
    document = read_file(pdf_file(tmp_path / "gate.pdf", policy(), footer=FOOTER))
    assert document.title == "Gate and Garden Path Safety Policy for Everyone"
    assert (document.version, document.owner_role) == ("2.4", "Registered Manager")
    assert (document.approved, document.review_due) == (date(2025, 3, 4), date(2026, 3, 4))
    assert (document.audience, document.warnings) == ("All care staff", ())


def test_facts_may_stand_in_the_footer_or_on_the_last_page(tmp_path: Path) -> None:
    story = [
        Paragraph("Gate Policy", TITLE),
        Paragraph("1. Opening", HEADING),
        Paragraph(LONG, BODY),
        PageBreak(),
        Paragraph("Owner: Head Gardener", BODY),
        Paragraph("Approved on: May 2025", BODY),
    ]
    document = read_file(pdf_file(tmp_path / "gate.pdf", story, footer=FOOTER))
    assert (document.version, document.review_due) == ("2.4", date(2026, 3, 4))
    assert (document.owner_role, document.approved) == ("Head Gardener", date(2025, 5, 31))
    assert said(document) == [((), "1. Opening", joined(LONG))]


def test_a_contents_page_is_not_taken_for_sections(tmp_path: Path) -> None:
    story = [Paragraph("Gate Policy", TITLE), *contents()]
    for heading in ("1. Opening", "2. Closing", "3. Keys and the places where each of them is kept"):
        story += [Paragraph(heading, HEADING), Paragraph(LONG, BODY)]
    document = read_file(pdf_file(tmp_path / "gate.pdf", story, footer=FOOTER))
    assert [section.heading for section in document.sections] == [
        "1. Opening",
        "2. Closing",
        "3. Keys and the places where each of them is kept",
    ]
    assert {section.text for section in document.sections} == {joined(LONG)}


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    first, second = (f"{side} column. {LONG * 2}" for side in ("Left", "Right"))
    story = [Paragraph("1. Opening", HEADING), Paragraph(first, BODY), FrameBreak()]
    story += [Paragraph(second, BODY), Paragraph("2. Keys", HEADING), Paragraph(LONG, BODY)]
    document = read_file(pdf_file(tmp_path / "gate.pdf", story, columns=2))
    assert said(document) == [
        ((), "1. Opening", f"{joined(first)}\n\n{joined(second)}"),
        ((), "2. Keys", joined(LONG)),
    ]


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_with_tall_cells_is_not_taken_for_columns(tmp_path: Path, ruled: bool) -> None:
    rows = [("Worry", "Answer"), (LONG, LONG * 2), ("Short", LONG), (LONG * 2, "Short")]
    story = [Paragraph("1. Worries", HEADING), wrapped_table(rows, (160, 300), ruled=ruled)]
    document = read_file(pdf_file(tmp_path / "gate.pdf", story))
    assert document.sections[0].text == "\n".join(" | ".join(map(joined, row)) for row in rows)


def test_centred_cells_stay_in_their_columns(tmp_path: Path) -> None:
    rows = [[Paragraph(text, CELL) for text in row] for row in (("Gold", LONG, "x"), ("Silver", "In the lodge", "y"))]
    style = [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("ALIGN", (0, 0), (-1, -1), "CENTER"),
        ("GRID", (0, 0), (-1, -1), 1, "black"),
    ]
    story = [
        Paragraph("1. Keys", HEADING),
        Table([["Key", "Where", "Who"], *rows], colWidths=(60, 300, 60), style=style),
    ]
    document = read_file(pdf_file(tmp_path / "gate.pdf", story))
    assert document.sections[0].text == f"Key | Where | Who\nGold | {joined(LONG)} | x\nSilver | In the lodge | y"


def test_cells_set_in_one_go_are_told_apart(tmp_path: Path) -> None:
    """Some programs print a whole row as one text, only moving the pen between the cells."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(72, 750, "1. Keys")
        text = canvas.beginText(72, 720)
        text.setFont("Helvetica", 10)
        for row in (("Key", "Where"), ("Gold", "Safe"), ("Silver", "Lodge")):
            for cell in row:
                text.textOut(cell)
                text.moveCursor(150, 0)
            text.moveCursor(-300, 20)
        canvas.drawText(text)

    document = read_file(drawn_pdf(tmp_path / "gate.pdf", draw))
    assert document.sections[0].text == "Key | Where\nGold | Safe\nSilver | Lodge"


def test_words_divided_at_the_end_of_a_line_are_mended(tmp_path: Path) -> None:
    lines = ("Write down the medi-", "cation and any time-", "critical dose for the person in your care to-", "day.")

    def draw(canvas: Canvas) -> None:
        for number, line in enumerate((*lines, "", "Time-critical comes first.")):
            canvas.drawString(72, 700 - 14 * number, line)

    document = read_file(drawn_pdf(tmp_path / "gate.pdf", draw))
    assert document.sections[0].text == (
        "Write down the medication and any time-critical dose for the person in your care today.\n\n"
        "Time-critical comes first."
    )


def test_a_paragraph_and_an_item_run_on_over_the_end_of_a_page(tmp_path: Path) -> None:
    story = [Paragraph("1. Opening", HEADING), Spacer(1, 610), Paragraph(LONG, BODY), listed([LONG], numbered=False)]
    document = read_file(pdf_file(tmp_path / "gate.pdf", story, footer=FOOTER))
    assert len(PdfReader(tmp_path / "gate.pdf").pages) == 2
    assert document.sections[0].text == f"{joined(LONG)}\n\n- {joined(LONG)}"


def test_one_page_loses_its_small_print_and_keeps_its_words(tmp_path: Path) -> None:
    document = read_file(pdf_file(tmp_path / "gate.pdf", [Paragraph(LONG, BODY)], footer=FOOTER, title="Gate Policy"))
    assert said(document) == [((), "Gate Policy", joined(LONG))]
    assert document.version == "2.4"


def test_rows_alike_but_for_a_number_at_the_top_of_pages_are_kept(tmp_path: Path) -> None:
    story: list[object] = [Paragraph("1. Days", HEADING)]
    for number in range(1, 6):
        story += [Paragraph(f"Day {number}", BODY), Paragraph("Water the roses.", BODY), PageBreak()]
    text = read_file(pdf_file(tmp_path / "gate.pdf", story, footer=FOOTER)).sections[0].text
    assert all(f"Day {number}" in text for number in range(1, 6))
    assert text.count("Water the roses.") == 5


def test_a_watermark_is_left_out(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Shut the gate.")
        canvas.rotate(45)
        canvas.setFont("Helvetica", 60)
        canvas.drawString(300, 100, "DRAFT")

    assert read_file(drawn_pdf(tmp_path / "gate.pdf", draw)).sections[0].text == "Shut the gate."


def test_a_page_turned_on_its_side_is_read(tmp_path: Path) -> None:
    path = drawn_pdf(
        tmp_path / "gate.pdf", lambda canvas: (canvas.rotate(90), canvas.drawString(100, -300, "Shut it."))
    )
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.pages[0].rotate(90)
    writer.write(path)
    assert read_file(path).sections[0].text == "Shut it."


def test_a_scan_is_refused_and_a_page_without_text_is_pointed_out(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"scan\.pdf could not be read: no text found\. It is probably a scan"):
        read_file(scanned_pdf(tmp_path / "scan.pdf"))
    story = [Paragraph("1. Opening", HEADING), Paragraph(LONG, BODY), PageBreak(), Spacer(1, 10), PageBreak()]
    document = read_file(pdf_file(tmp_path / "gate.pdf", [*story, Paragraph(LONG, BODY)], footer=FOOTER))
    assert "No text was found on page 2. It may be a picture." in document.warnings


def test_a_password_is_respected_but_a_ban_on_printing_is_no_hindrance(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="it is protected with a password"):
        read_file(locked_pdf(tmp_path / "locked.pdf", user_password="secret"))
    document = read_file(locked_pdf(tmp_path / "no-printing.pdf", user_password=""))
    assert document.sections[0].text == "Ring the office when the key will not turn."


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = pdf_file(tmp_path / "gate.pdf", policy())
    path.write_bytes(path.read_bytes()[:600])
    with pytest.raises(Unreadable, match="the file is damaged"):
        read_file(path)
    path.write_bytes(b"%PDF-1.7\n" + b"\x00rubbish" * 400)
    with pytest.raises(Unreadable, match="the file is damaged"):
        read_file(path)


def test_too_many_pages_are_refused(tmp_path: Path) -> None:
    writer = PdfWriter()
    for _ in range(601):
        writer.add_blank_page(200, 200)
    writer.write(tmp_path / "long.pdf")
    with pytest.raises(Unreadable, match="more than 600 pages"):
        read_file(tmp_path / "long.pdf")


def test_a_page_that_unpacks_to_endless_drawing_is_refused(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Shut the gate.")
        canvas._code.append("0 0 m 9 9 l S\n" * 2_500_000)

    path = drawn_pdf(tmp_path / "plan.pdf", draw, pageCompression=1)
    assert path.stat().st_size < 2**20
    with pytest.raises(Unreadable, match="its drawings are too large"):
        read_file(path)


def test_a_tick_alone_in_a_cell_is_kept(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for number, row in enumerate((("Task", "Day", "Night"), ("Lock up", "", "•"), ("Open", "•", ""))):
            for column, cell in enumerate(row):
                canvas.drawString(72 + 150 * column, 700 - 20 * number, cell)

    assert read_file(drawn_pdf(tmp_path / "gate.pdf", draw)).sections[0].text == (
        "Task | Day | Night\nLock up |  | •\nOpen | • | "
    )


def test_a_new_row_on_the_next_page_is_not_taken_for_the_rest_of_the_last_one(tmp_path: Path) -> None:
    days = [("Day", "Task", "Who"), *(("" if n % 3 else f"D{n}", f"Task {n}. {LONG}", "Ana") for n in range(24))]
    story = [Paragraph("1. Days", HEADING), wrapped_table(days, (60, 300, 60))]
    document = read_file(pdf_file(tmp_path / "gate.pdf", story, footer=FOOTER))
    assert len(PdfReader(tmp_path / "gate.pdf").pages) > 1
    assert document.sections[0].text == "\n".join(" | ".join(map(joined, row)) for row in days)


def test_an_item_at_the_foot_of_a_page_does_not_swallow_the_next_paragraph(tmp_path: Path) -> None:
    story = [Paragraph("1. Opening", HEADING), Spacer(1, 570), listed(["A torch", "A whistle"], numbered=False)]
    story += [PageBreak(), Paragraph("Nothing else is needed.", BODY)]
    document = read_file(pdf_file(tmp_path / "gate.pdf", story, footer=FOOTER))
    assert document.sections[0].text == "- A torch\n- A whistle\n\nNothing else is needed."
