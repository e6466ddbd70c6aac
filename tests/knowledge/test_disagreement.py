import pytest

from knowledge.differences import Disagreement, Matter
from knowledge.disagreement import disagreement
from make_entry import entry

PHONE = "If you lose a work phone, tell your manager within 24 hours."


def between(one: str, other: str, heading: str = "What to do", kind: str = "policy") -> Matter | None:
    found = disagreement(entry(1, one, section=heading), entry(2, other, section=heading, kind=kind))
    return found.matter if found else None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PHONE, "Report a lost phone to your manager within 72 hours."),
        (PHONE, "Lost phones must be reported to the manager in charge within three days."),
        (PHONE, "Tell the senior on shift straight away when a phone has been stolen."),
        ("Report lost devices at once.", "Report a lost or stolen device before the end of your shift."),
        ("Report a lost laptop immediately.", "Lost laptops must be reported by the end of the shift."),
        ("Write up a fall in the care notes within one hour.", "Record each fall in the notes before you go home."),
        ("Write late notes within 2 working days.", "Write late notes within 5 working days."),
        ("Report every fall within 24 hours.", "A fall, with or without an injury, is reported within 2 hours."),
        ("We acknowledge a complaint within 3 working days.", "A complaint is acknowledged within 5 working days."),
        ("Send form SG1 to your manager within 24 hours.", "Submit form SG1 to your manager within 48 hours."),
        ("We acknowledge a letter of complaint in under 3 days.", "Acknowledge a complaint letter within 5 days."),
        ("Late notes must be written within 4 hours.", "Staff write late notes within two working days."),
        (
            'Type up the paper notes within 24 hours, each starting with "Late entry, system down".',
            "When the system is back, type up paper notes within 72 hours.",
        ),
        (
            "Stay calm, and report a lost phone straight away.",
            "Report a lost phone by the end of the shift, with its number.",
        ),
        (
            "Tell your manager about a lost phone straight away and fill in the incident form within 24 hours.",
            "Ring your manager within 2 days if a phone is lost.",
        ),
    ],
)
def test_two_times_for_one_thing_are_a_clash(one: str, other: str) -> None:
    assert between(one, other) == between(other, one) == Matter.TIME


def test_two_people_to_tell_of_one_thing_are_a_clash() -> None:
    assert between(PHONE, "Tell the data protection lead about a lost phone.") == Matter.WHO
    assert between("Return a lost phone to the IT desk.", "Lost phones are returned to your manager.") == Matter.WHO


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # the same in other words
        (PHONE, "Report a lost phone to your manager within one day."),
        (PHONE, "Report a lost phone to the deputy manager within 1 working day."),
        (PHONE, "Report a lost phone to your manager on the same day."),
        (PHONE, "Report a lost phone to your manager as soon as possible."),
        ("Tell your line manager about a lost phone.", "Tell the senior on shift about a lost phone."),
        # another thing
        (PHONE, "If you lose a laptop, tell your manager within 1 hour."),
        ("We acknowledge a complaint letter within 3 days.", "We answer a complaint letter within 28 days."),
        ("Tell the manager of a fall within 24 hours.", "Tell the GP of a fall within 2 hours."),
        ("Complete the form within 24 hours.", "Complete the form within 2 days."),
        (PHONE, "If you find a phone, tell your manager within 72 hours."),
        (PHONE, "If you lose a work phone, change its password within 72 hours."),
        (PHONE, "Fill in the form for a lost phone within 72 hours."),
        ("Report incidents within 24 hours.", "Report serious incidents within 1 hour."),
        ("Write the incident form within 24 hours.", "Write the body map form within 2 hours."),
        ("In the homes, write visit notes within 30 minutes.", "In home care, write visit notes within 4 hours."),
        ("Keep lost phone reports for 6 years.", "Keep the reports of lost phones, and of keys, for 3 years."),
        # another person's part in it
        (PHONE, "The data protection lead reports a lost phone to the ICO within 72 hours."),
        (PHONE, "A lost phone must be reported to the regulator within 72 hours."),
        (PHONE, "A lost phone is reported by the manager within 72 hours."),
        (PHONE, "The manager looks into it and reports the lost phone within 72 hours."),
        (PHONE, "The manager will look into it and report the lost phone within 72 hours."),
        (PHONE, "They report a lost phone within 72 hours."),
        (PHONE, "Tell your manager about a lost phone. They tell the data protection lead within 72 hours."),
        ("Tell your manager about a lost phone.", "Tell the data protection lead, then your manager, of a lost phone."),
        (PHONE, "Report a lost phone to your manager, who looks into it within 72 hours."),
        (PHONE, "Report a lost phone to your manager, and its charger within 72 hours to the IT desk, who write back."),
        # an exception, or what is not to be done
        (PHONE, "If you cannot ring, report the lost phone to your manager within 72 hours."),
        (PHONE, "You do not have to report a lost phone within 72 hours."),
        (PHONE, "Report a lost phone to your manager within 72 hours, unless it was stolen."),
        # no sentence
        (PHONE, "Report a lost phone | Manager | Within 72 hours"),
    ],
)
def test_what_can_be_true_of_both_is_no_clash(one: str, other: str) -> None:
    assert between(one, other) is None
    assert between(other, one) is None


@pytest.mark.parametrize(
    ("one", "other", "matter"),
    [
        ("Keep lost phone reports for 6 years.", "Keep lost phone reports for 3 years.", Matter.TIME),
        ("A complaint is acknowledged in 3 working days.", "Complaints are acknowledged in 10 days.", Matter.TIME),
        (
            "Ring on call at least 4 hours before a shift.",
            "Ring on-call at least two hours before a shift.",
            Matter.TIME,
        ),
        ("Paracetamol may be given for up to 2 days.", "Paracetamol may be given for up to 72 hours.", Matter.TIME),
        ("You may keep small gifts worth up to £10.", "You may keep small gifts worth up to £5.", Matter.FIGURE),
        ("Hoist people with 2 staff present.", "Hoist people with 1 staff present.", Matter.FIGURE),
        ("Personal phones may be used on breaks.", "Personal phones must not be used on breaks.", Matter.WHETHER),
        (
            "Tell the registered manager about the abuse.",
            "Tell the deputy manager about the abuse.",
            Matter.WHO,
        ),
        (
            "Abuse is reported to the nominated individual.",
            "Abuse is reported to the safeguarding lead.",
            Matter.WHO,
        ),
    ],
)
def test_one_sentence_in_both_with_one_detail_changed_is_a_clash(one: str, other: str, matter: Matter) -> None:
    same = "Lost phones, gifts, complaints and abuse"
    assert between(one, other, heading=same) == between(other, one, heading=same) == matter


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Keep the reports of falls for 12 months.", "Keep the reports of falls for 1 year, or 366 days."),
        ("Check the alarm every 24 hours.", "Check the alarm every 1 day."),
        ("Tell the manager about the abuse.", "Tell the registered manager about the abuse."),
        # two details: another thing is meant
        ("You must tell the GP within 2 hours.", "You must never tell the police within 3 hours."),
        # one after the other
        ("Check the alarm after 2 hours.", "Check the alarm after 2 hours. Check the alarm after 4 hours."),
        (
            "Tell the registered manager about the abuse.",
            "Tell the deputy manager about the abuse. The registered manager rings the council.",
        ),
        # it says too little without its heading
        ("Complete it within 2 days.", "Complete it within 3 days."),
    ],
)
def test_one_sentence_in_both_that_may_be_true_in_both_is_no_clash(one: str, other: str) -> None:
    assert between(one, other) is None
    assert between(other, one) is None


def test_a_sentence_that_says_little_is_understood_by_its_heading() -> None:
    one, other = "Ring your manager within one hour.", "Ring your manager within two days."
    assert between(one, other, heading="Lost phones") == Matter.TIME
    assert between(one, other, heading="Reporting") is None


def test_under_one_heading_many_people_may_have_to_be_told() -> None:
    assert between("Ring your manager.", "Ring the data protection lead.", heading="Lost phones") is None


def test_one_time_that_fits_is_enough_to_agree() -> None:
    one = "Report a lost phone straight away, and no later than 24 hours."
    assert between(one, "Report a lost phone within 1 day.") is None


def test_a_sentence_with_another_time_is_a_clash_whatever_else_both_agree_on() -> None:
    form = "Complete the late note form the same day."
    one, other = f"Write late notes within 15 minutes. {form}", f"Write late notes within 2 days. {form}"
    assert between(one, other) == between(other, one) == Matter.TIME
    assert between(one, f"{other} {one}") is None  # a time that fits is there as well


def test_a_policy_that_is_stricter_or_plainer_than_the_framework_is_no_clash() -> None:
    framework = "Report a lost phone straight away."
    assert between(PHONE, framework, kind="framework") is None
    assert between(PHONE, framework) == Matter.TIME
    assert between(PHONE, "Report a lost phone.", kind="framework") is None


def test_a_number_or_a_person_in_both_is_a_clash_with_the_framework_too() -> None:
    assert between(PHONE, "Report a lost phone within 72 hours.", kind="framework") == Matter.TIME
    assert between(PHONE, "Tell the council about a lost phone.", kind="framework") == Matter.WHO


def test_one_document_never_clashes_with_itself_nor_the_framework_with_our_cards_about_it() -> None:
    one, other = entry(1, PHONE), entry(2, "Report a lost phone within 72 hours.")
    assert disagreement(one, entry(1, other.text)) is None
    cards = entry(1, PHONE, kind="framework"), entry(2, other.text, kind="framework")
    assert disagreement(*cards) is None


def test_both_sentences_are_given_word_for_word() -> None:
    one, other = entry(1, f"Be careful. {PHONE}"), entry(2, "1. Report a lost phone within 3 days.\n2. Then rest.")
    found = disagreement(one, other)
    assert found == Disagreement(Matter.TIME, PHONE, "Report a lost phone within 3 days.", frozenset({"lost", "phone"}))


def test_a_question_is_about_it_when_it_has_a_word_of_it() -> None:
    found = disagreement(entry(1, PHONE), entry(2, "Report a lost phone within 3 days."))
    assert found is not None
    assert found.is_asked_about("my handset is gone, whom do I ring")
    assert found.is_asked_about("what if I lose it")
    assert not found.is_asked_about("how do I wash blankets")
