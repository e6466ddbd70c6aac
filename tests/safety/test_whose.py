"""Whose distress it is decides who is told: nobody of a worker's own, somebody of a supported person's."""

import pytest

from safety.whose import about_self, life_in_danger

THEIR_OWN = """
i dont want to live
I want to die
i cant do this anymore i dont want to live
what is the point of me
nobody would miss me
my kids would be better off without me
i told my manager i want to die and she laughed
I cut myself again
i am so stressed with this tablet i cry every shift
dont want to be here any more, me
im suicidal
thinking about killing myself after work
i keep thinking about the bridge
my client shouted at me all day and now i just want to end it all
I have taken the tablets
ive swallowed all my tablets
honestly the world is better without me
cant see a way out for me
i am not coping and nobody notices
""".strip().splitlines()
SOMEBODY_ELSES = """
she says she wants to die
she took all her tablets she say she want die
my client wants to kill himself
he told me i want to die
she keeps saying i dont want to live
i am scared, my resident says he is going to jump
i found her with a rope
my mum says she wants to die
my colleague said she is going to end it
i think he is suicidal
she cut her wrists and i dont know what to do
resident text me goodbye
mama say i want die
service user is threatening to hang herself
he said what is the point of me
my boyfriend's mate is here and my lady has taken all her pills
""".strip().splitlines()
IN_DANGER = """
I have taken the tablets
ive just swallowed loads of paracetamol
i took an overdose
I took all my pills an hour ago
i have cut my wrists
i am standing on the bridge
""".strip().splitlines()
NOT_YET = """
i want to die
i cant cope
i think about ending my life
i cry every shift
""".strip().splitlines()


@pytest.mark.parametrize("text", THEIR_OWN)
def test_a_worker_who_tells_of_themselves_is_known(text: str) -> None:
    assert about_self(text)


@pytest.mark.parametrize("text", SOMEBODY_ELSES)
def test_what_somebody_else_feels_or_says_is_theirs(text: str) -> None:
    assert not about_self(text)


@pytest.mark.parametrize("text", IN_DANGER)
def test_what_was_done_to_end_a_life_is_danger(text: str) -> None:
    assert life_in_danger(text)


@pytest.mark.parametrize("text", NOT_YET)
def test_a_feeling_alone_is_not_yet_danger_to_life(text: str) -> None:
    assert not life_in_danger(text)


@pytest.mark.parametrize("text", ["", "?", "i", "she", "\x00" * 50, "my " * 2000])
def test_anything_that_is_typed_gets_an_answer(text: str) -> None:
    assert about_self(text) in (True, False)
    assert not life_in_danger(text)
