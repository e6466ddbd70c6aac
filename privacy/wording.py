"""What people read about their own data, and managers about a leaver's duties."""

from delivery.message import Message

NOBODY = "Somebody who left"
LAST_ADMIN = (
    "You are the only administrator, so I cannot forget you yet: nobody could look after this any more. "
    "Make somebody else an administrator first."
)
MARK_YOURSELF = "You cannot mark yourself as left. Ask another administrator."

WHAT_THIS_IS = (
    "This is everything the digital champion assistant holds about you. It was taken out of the database at the time "
    "shown. You can ask your provider's data protection lead to explain it, correct it, or delete it."
)
ABOUT_OTHERS = "About other people or the provider's work, so not shown here."
LEFT_OUT = (
    "Secrets, such as the codes behind your sign-in links: whoever had them could sign in as you.",
    "The rows of numbers by which the computer compares questions: they say nothing that the question does not.",
    "What other people wrote or asked, and what champions answered to others: that is about them.",
    "What a data protection lead wrote when deciding a case. Ask them if you want to read it.",
    "Urgent messages kept sealed for the safeguarding or data protection lead. Ask them.",
)


def duty_empty(duty: str, site: str) -> Message:
    return Message(
        f"# Nobody is the {duty.replace('_', ' ')} at {site} now\nThe person who was told in an emergency has left. "
        "Please choose somebody on the People page today."
    )
