"""Journey 12: what do you hold about me, forget me; and scenarios 30 and 36."""

from sqlmodel import select

import make
from core.clock import utc_now
from delivery.outbox import OutboundMessage
from people.roles import Role
from people.staff import Staff
from phones import Product, WebPhone


def test_asking_what_is_held_gives_a_date_a_page_and_being_forgotten(product: Product, channel: str) -> None:
    ana = product.people.ana
    phone = product.phone(channel, ana)
    phone.says("what info you have about me, send all")
    reply = phone.waits_for("Your reference is C-1")
    assert str(product.people.home.contacts["data_protection_lead"]) in reply
    phone.presses("Show what is held")
    phone.waits_for("Everything held about you")

    reader = WebPhone.signed_in(product, ana)
    reader.opens("/mydata")
    assert "what info you have about me, send all" in reader.page

    phone.says("/forget")
    phone.waits_for("Shall I forget you?")
    if channel == "telegram":
        phone.presses("Yes, forget me")
        phone.waits_for("You are forgotten here")
    else:
        assert isinstance(phone, WebPhone)
        phone.presses("Yes, forget me")
        assert "You are forgotten here" in phone.page

    def held(session):  # type: ignore[no-untyped-def]
        texts = [row.message.text for row in session.exec(select(OutboundMessage)) if row.recipient_id == ana.id]
        return session.get_one(Staff, ana.id).name, "".join(texts)

    assert product.write(held) == ("Somebody who left", "")


def test_a_lost_sheet_starts_the_clock_and_the_lead_decides(product: Product, channel: str) -> None:
    def lead(session):  # type: ignore[no-untyped-def]
        return make.staff(session, "Pat", role=Role.DATA_PROTECTION, now=utc_now())

    pat = product.write(lead)
    phone = product.phone(channel, product.people.ana)
    phone.says("I left the handover sheet on the bus")
    phone.waits_for("Noted: C-1")
    desk = WebPhone.signed_in(product, pat)
    assert "bus" not in desk.waits_for("Data incident C-1")
    desk.opens("/cases")
    assert "71 hours left" in desk.page
    desk.submits("Keep the decision", outcome="not_reported", words="It was back within the hour, unread.")
    assert "Not reported to the ICO" in desk.page
