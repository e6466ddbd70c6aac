"""A message's text as HTML. Pure."""

import pytest

from api.rendering import message_html
from delivery.message import strong

OWN = "https://champion.example"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\ntwo\n\nthree", '<p>one</p><p class="next">two</p><p>three</p>'),
        ("# Title\nwords", "<h2>Title</h2><p>words</p>"),
        ("> said\n> more", '<blockquote><p>said</p><p class="next">more</p></blockquote>'),
        ("> said\n> \n> more", "<blockquote><p>said</p><p>more</p></blockquote>"),
        (
            "> You must:\n> - lock\n> - tell",
            "<blockquote><p>You must:</p><ul><li>lock</li><li>tell</li></ul></blockquote>",
        ),
        ("a > b # c", "<p>a &gt; b # c</p>"),
        ("<b>&'\"", "<p>&lt;b&gt;&amp;&#39;&#34;</p>"),
        ("# <i>", "<h2>&lt;i&gt;</h2>"),
        ("> <i>\n> - <u>", "<blockquote><p>&lt;i&gt;</p><ul><li>&lt;u&gt;</li></ul></blockquote>"),
        ("Your provider: Policy · version 2", '<p class="source">Your provider: Policy · version 2</p>'),
        (f"> a {strong('<i>')} b", "<blockquote><p>a <strong>&lt;i&gt;</strong> b</p></blockquote>"),
        (f"- {strong('one')}\n- two", "<ul><li><strong>one</strong></li><li>two</li></ul>"),
        ("", ""),
        ("\n\n", ""),
    ],
)
def test_a_messages_text_becomes_html(text: str, html: str) -> None:
    assert message_html(text, OWN) == html


def test_only_our_own_sign_in_links_can_be_pressed() -> None:
    link = f"{OWN}/signin/Ab-_9"
    assert message_html(link, OWN) == f'<p><a href="{link}">{link}</a></p>'
    for other in (
        "https://evil.example/signin/x",
        f"{OWN}/people",
        "javascript:alert(1)",
        f"{OWN}.evil.example/signin/x",
    ):
        assert "<a" not in message_html(other, OWN)
    assert "<a" not in message_html(link, "")
