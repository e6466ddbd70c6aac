from pathlib import Path

from documents_made import text_file
from knowledge.readers.parts import ReadDocument
from knowledge.readers.reading import read_file

PAGE = """<!DOCTYPE html><html><head><title>Gates | Made-up Care</title><style>p{}</style></head><body>
<header>Made-up Care <a href="/">Home</a> v9.9</header><nav><ul><li>Menu</li></ul></nav>
<main><h1>Gate Policy</h1>
<table><tr><th>Version</th><td>1.1</td></tr><tr><th>Review date</th><td>1 May 2026</td></tr></table>
<h2>Opening</h2><p>Lift the <b>latch</b>
and push.</p>loose words<div><p>In a box.<br>New line.</p></div>
<ol start="2"><li>Two<ul><li>inner</li></ul></li><li><p>Three</p></li></ol>
<h3>At night</h3><table>
<tr><th>When</th><th>Who</th></tr><tr><td>Late &amp; dark</td><td>Two <i>people</i></td></tr></table>
<script>alert(1)</script><!-- hidden --></main><footer>Cookies</footer></body></html>"""


def read(tmp_path: Path, html: str = PAGE) -> ReadDocument:
    return read_file(text_file(tmp_path / "gate.html", html))


def test_a_web_page_is_read_without_its_menus(tmp_path: Path) -> None:
    document = read(tmp_path)
    assert (document.title, document.version) == ("Gate Policy", "1.1")
    assert [(section.path, section.heading) for section in document.sections] == [
        ((), "Opening"),
        (("Opening",), "At night"),
    ]


def test_paragraphs_lists_and_tables_keep_their_words(tmp_path: Path) -> None:
    opening, night = read(tmp_path).sections
    assert opening.text == (
        "Lift the latch and push.\n\nloose words\n\nIn a box.\nNew line.\n\n2. Two\n  - inner\n3. Three"
    )
    assert night.text == "When | Who\nLate & dark | Two people"


def test_a_table_that_only_places_things_reads_on_as_text(tmp_path: Path) -> None:
    document = read(tmp_path, "<html><table><tr><td><h1>Gate</h1><p>Shut it.</p></td></tr></table></html>")
    assert (document.title, document.sections[0].text) == ("Gate", "Shut it.")


def test_a_part_of_a_page_is_enough(tmp_path: Path) -> None:
    document = read(tmp_path, "<h1>Gate</h1><p>Shut it.</p>")
    assert (document.title, document.sections[0].text) == ("Gate", "Shut it.")
