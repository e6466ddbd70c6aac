import base64
import io
from datetime import date
from pathlib import Path

import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from documents_made import CONTROLS, LONG, rewritten_zip, text_file, word_file, word_table, word_xml
from knowledge.readers.parts import ReadDocument, Unreadable
from knowledge.readers.reading import read_file

DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="  # a PNG


def policy(document: Document) -> None:
    document.sections[0].header.paragraphs[0].text = "Made-up Care\tGate Policy\tv2.4"
    document.sections[0].footer.paragraphs[0].text = "Uncontrolled when printed."
    document.add_paragraph("Gate Policy", style="Title")
    document.add_paragraph("For every garden", style="Subtitle")
    word_table(document, CONTROLS)
    document.add_heading("1. Opening", 1)
    document.add_paragraph(LONG)
    document.add_heading("1.1 At night", 2)
    document.add_paragraph("Bring a torch.", style="List Bullet")
    document.add_paragraph("A spare one.", style="List Bullet 2")
    document.add_paragraph("Lift the latch.", style="List Number")
    document.add_paragraph("Push.", style="List Number")
    document.add_heading("2. Keys", 1)
    word_table(document, (("Key", "Place"), ("Gold", "Safe"), ("Silver", "Lodge")))
    document.add_paragraph("Nobody else has one.")


def read(tmp_path: Path, fill: object) -> ReadDocument:
    return read_file(word_file(tmp_path / "gate-policy.docx", fill))  # type: ignore[arg-type]


def test_a_policy_is_read_with_its_control_table_as_facts(tmp_path: Path) -> None:
    document = read(tmp_path, policy)
    assert (document.title, document.version, document.owner_role) == ("Gate Policy", "2.4", "Registered Manager")
    assert (document.approved, document.review_due) == (date(2025, 3, 4), date(2026, 3, 4))
    assert (document.audience, document.warnings) == ("All care staff", ())
    assert [(section.path, section.heading, section.text) for section in document.sections] == [
        ((), "1. Opening", LONG.strip()),
        (("1. Opening",), "1.1 At night", "- Bring a torch.\n  - A spare one.\n\n1. Lift the latch.\n2. Push."),
        ((), "2. Keys", "Key | Place\nGold | Safe\nSilver | Lodge\n\nNobody else has one."),
    ]


def test_a_control_table_at_the_end_and_a_version_in_the_footer_count_too(tmp_path: Path) -> None:
    def fill(document: Document) -> None:
        document.sections[0].footer.paragraphs[0].text = "Gate Policy   Version 3.0   Review by June 2027"
        document.add_heading("Gate Policy", 1)
        document.add_heading("Opening", 2)
        document.add_paragraph("Push.")
        document.add_heading("Document control", 2)
        word_table(
            document, (("Owner", "Head Gardener", "Approved", "1/6/2025"), ("Author", "A. N. Other", "Pages", "2"))
        )

    document = read(tmp_path, fill)
    assert (document.title, document.version, document.owner_role) == ("Gate Policy", "3.0", "Head Gardener")
    assert (document.approved, document.review_due) == (date(2025, 6, 1), date(2027, 6, 30))
    assert [section.heading for section in document.sections] == ["Opening"]


def test_a_footer_that_says_another_version_is_pointed_out(tmp_path: Path) -> None:
    def fill(document: Document) -> None:
        policy(document)
        document.sections[0].footer.paragraphs[0].text = "Review date: 4 March 2027"
        document.sections[0].header.paragraphs[0].text = "Gate Policy v2.3"

    assert read(tmp_path, fill).warnings == (
        "The version is given as 2.4, but the top or bottom of a page says 2.3.",
        "The review date is given as 4 March 2026, but the top or bottom of a page says 4 March 2027.",
    )


def test_without_heading_styles_bold_short_lines_are_headings(tmp_path: Path) -> None:
    def fill(document: Document) -> None:
        document.add_paragraph().add_run("Gate Policy").font.size = Pt(20)
        for heading in ("1. Opening", "1.1 At night", "2. Keys"):
            document.add_paragraph().add_run(heading).bold = True
            paragraph = document.add_paragraph()
            paragraph.add_run("Mind: ").bold = True
            paragraph.add_run(f"about {heading[3:]}.")
        document.add_paragraph().add_run("Never alone.").bold = True

    document = read(tmp_path, fill)
    assert document.title == "Gate Policy"
    assert [(section.path, section.heading, section.text) for section in document.sections] == [
        ((), "1. Opening", "Mind: about Opening."),
        (("1. Opening",), "1.1 At night", "Mind: about  At night."),
        ((), "2. Keys", "Mind: about Keys.\n\nNever alone."),
    ]


def test_typed_numbers_and_bullets_are_lists(tmp_path: Path) -> None:
    def fill(document: Document) -> None:
        for line in ("Gate", "1. Lift the latch", "2. Push", "• Mind the step", "a) First", "Then go home."):
            document.add_paragraph(line)

    assert read(tmp_path, fill).sections[0].text == (
        "Gate\n\n1. Lift the latch\n\n2. Push\n\n- Mind the step\n\na) First\n\nThen go home."
    )


def numbered_headings(document: Document) -> None:
    """Headings that Word numbers itself: the numbers stand in no paragraph."""
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading{n + 1}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, text in enumerate(("%1.", "%1.%2"))
    )
    word_xml(document, f'<w:abstractNum w:abstractNumId="90">{levels}</w:abstractNum>')
    word_xml(document, '<w:num w:numId="91"><w:abstractNumId w:val="90"/></w:num>')
    body = document.element.body
    numbering.insert(0, body.find(qn("w:abstractNum")))
    numbering.append(body.find(qn("w:num")))
    for name in ("Heading 1", "Heading 2"):
        properties = document.styles[name].element.get_or_add_pPr()
        properties.get_or_add_numPr().get_or_add_numId().val = 91
    for level, text in ((1, "Opening"), (2, "By day"), (2, "At night"), (1, "Keys"), (2, "Spare")):
        document.add_heading(text, level)
        document.add_paragraph("Words.")


def test_numbers_that_word_draws_itself_are_part_of_the_heading(tmp_path: Path) -> None:
    headings = [section.heading for section in read(tmp_path, numbered_headings).sections]
    assert headings == ["1. Opening", "1.1 By day", "1.2 At night", "2. Keys", "2.1 Spare"]


def tricky(document: Document) -> None:
    document.add_heading("Opening", 1)
    contents = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    row = "<w:p><w:r><w:t>Opening 2</w:t></w:r></w:p>"
    word_xml(document, f"<w:sdt><w:sdtPr>{contents}</w:sdtPr><w:sdtContent>{row}</w:sdtContent></w:sdt>")
    control = "<w:p><w:r><w:t>In a content control.</w:t></w:r></w:p>"
    word_xml(document, f"<w:sdt><w:sdtContent>{control}</w:sdtContent></w:sdt>")
    word_xml(
        document,
        "<w:p><w:r><w:t>Keep </w:t></w:r><w:del><w:r><w:delText>old </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>new </w:t></w:r></w:ins><w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t> secret</w:t></w:r>"
        "<w:r><w:rPr><w:strike/></w:rPr><w:t> within 48 hours</w:t></w:r>"
        '<w:fldSimple w:instr="REF x"><w:r><w:t>, field</w:t></w:r></w:fldSimple>'
        '<w:r><w:footnoteReference w:id="1"/><w:noBreakHyphen/><w:br/><w:t>end</w:t></w:r></w:p>',
    )
    box = "<w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent>"
    word_xml(
        document,
        '<w:p xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><mc:AlternateContent>'
        f'<mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>'
        "</mc:AlternateContent></w:r></w:p>",
    )
    document.add_paragraph("By day\t4", style="TOC Heading")
    framed = document.add_table(rows=1, cols=1)
    framed.cell(0, 0).text = "In a frame."


def test_nothing_is_lost_where_word_hides_it_and_contents_are_left_out(tmp_path: Path) -> None:
    document = read(tmp_path, tricky)
    assert [section.text for section in document.sections] == [
        "In a content control.\n\nKeep new link, field-\nend\n\nIn a box.\n\nIn a frame."
    ]
    assert document.warnings[:2] == (
        "The document has tracked changes. It was read as if every change had been accepted.",
        "The document has footnotes, which were left out.",
    )


def test_merged_cells_are_said_once_across_and_again_down(tmp_path: Path) -> None:
    def fill(document: Document) -> None:
        document.add_heading("Keys", 1)
        document.add_paragraph("Here:")
        table = document.add_table(rows=3, cols=3)
        for n, cell in enumerate(cell for row in table.rows for cell in row.cells):
            cell.text = f"c{n}"
        table.cell(0, 1).merge(table.cell(0, 2)).text = "wide"
        table.cell(1, 0).merge(table.cell(2, 0)).text = "tall"
        table.cell(2, 2).text = "first\nsecond"

    text = read(tmp_path, fill).sections[0].text
    assert text == "Here:\n\nc0 | wide\ntall | c4 | c5\ntall | c7 | first second"


def test_a_raised_digit_is_not_read_as_part_of_a_number(tmp_path: Path) -> None:
    def fill(document: Document) -> None:
        document.add_heading("Bloods", 1)
        line = document.add_paragraph("Below 4 x 10")
        for words, raised in (("9", True), ("/L, 20 m", False), ("2", True), (" and the 3", False), ("rd", True)):
            line.add_run(words).font.superscript = raised

    assert read(tmp_path, fill).sections[0].text == "Below 4 x 10⁹/L, 20 m² and the 3rd"


def test_pictures_are_pointed_out(tmp_path: Path) -> None:
    picture = base64.b64decode(DOT)

    def fill(document: Document) -> None:
        document.add_paragraph("Follow the chart.")
        document.add_picture(io.BytesIO(picture))
        document.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(picture))

    assert "The document has a picture or a chart." in " ".join(read(tmp_path, fill).warnings)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = word_file(tmp_path / "gate.docx", policy)
    rewritten_zip(path, lambda name, content: content + b" " * 30_000_000 * (name == "word/document.xml"))
    assert path.stat().st_size < 200_000
    with pytest.raises(Unreadable, match=r"gate\.docx could not be read: it unpacks to far more"):
        read_file(path)


def test_an_archive_with_thousands_of_entries_is_refused(tmp_path: Path) -> None:
    import zipfile

    path = word_file(tmp_path / "gate.docx", policy)
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(2_001):
            archive.writestr(f"word/media/{number}.bin", b"")
    with pytest.raises(Unreadable, match="it unpacks to far more"):
        read_file(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(tmp_path: Path, encoding: str) -> None:
    def laugh(name: str, content: bytes) -> bytes:
        if name != "word/document.xml":
            return content
        xml = content.decode().split("?>", 1)[1]
        head = (
            f"<?xml version='1.0' encoding='{encoding}'?><!DOCTYPE w:document [<!ENTITY a SYSTEM 'file:///etc/hosts'>]>"
        )
        return (head + xml.replace("Nobody else", "&a;")).encode(encoding)

    path = rewritten_zip(word_file(tmp_path / "gate.docx", policy), laugh)
    with pytest.raises(Unreadable, match="hidden instructions"):
        read_file(path)


@pytest.mark.parametrize("spoilt", ["word/document.xml", "[Content_Types].xml"])
def test_broken_xml_is_refused(tmp_path: Path, spoilt: str) -> None:
    path = word_file(tmp_path / "gate.docx", policy)
    rewritten_zip(path, lambda name, content: content[:200] if name == spoilt else content)
    with pytest.raises(Unreadable, match="the file is damaged"):
        read_file(path)


def test_half_a_file_is_refused(tmp_path: Path) -> None:
    path = word_file(tmp_path / "gate.docx", policy)
    path.write_bytes(path.read_bytes()[:-2_000])
    with pytest.raises(Unreadable, match="the file is damaged"):
        read_file(path)


def test_changed_bytes_inside_the_archive_are_noticed(tmp_path: Path) -> None:
    path = word_file(tmp_path / "gate.docx", policy)
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    path.write_bytes(bytes(content))
    with pytest.raises(Unreadable, match="the file is damaged"):
        read_file(path)


@pytest.mark.parametrize(
    ("inside", "reason"),
    [("EncryptedPackage", "protected with a password"), ("WordDocument", r"old Word format \(\.doc\)")],
)
def test_protected_and_old_documents_are_told_apart(tmp_path: Path, inside: str, reason: str) -> None:
    path = tmp_path / "gate.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + inside.encode("utf-16-le") + bytes(600))
    with pytest.raises(Unreadable, match=reason):
        read_file(path)


def test_a_document_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="there are no words in it"):
        read(tmp_path, lambda document: document.add_heading("Gate", 1))


def test_text_named_as_word_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"its name ends in \.docx but it is really plain text"):
        read_file(text_file(tmp_path / "gate.docx", "Shut the gate."))
