"""The lines that one message asks for: brought by many ways of saying it, and by nothing that only looks like it."""

import pytest

import make
from safety.also import ANSWER, Line, lines_for, load_lines
from safety.phrase_files import load_phrases
from safety.urgent import Category, Level, Urgent
from safety.wording import ABOUT_DEPUTY, ABOUT_MANAGER, urgent_reply

PHRASES = load_phrases()
BRING = {
    "keep_still": [
        "gran tripped on rug and landed on her hip she screaming",
        "client on edoxaban bumped his head",
        "man came off mobility scooter, his collarbone is sticking up",
        "resident fall down in toilet bang her head on sink blood coming",
        "he slipped on wet floor and now his hip look wrong",
        "she takes blood thinners and went over in the corridor",
        "old lady came off the bed, neck is hurting a lot",
        "shes on warfrin and shes had a fall",
        "tripped over the frame and cracked his head open",
        "he fell down the stairs",
        "I think her leg is broken she cant get up",
        "head injury after fall pls help",
        "he cannot feel his legs since he dropped",
    ],
    "gas": [
        "kitchen smells gassy",
        "CO alarm beeping and she has headache",
        "strong smell of gas in kitchen",
        "the hob was left on and theres gas everywhere",
        "gas leaking i can hear hissing",
        "carbon monoxide alarm is going",
        "i smell gas in mrs house",
        "boiler cupboard stinks of gas",
    ],
    "not_washed": [
        "a visitor put his fingers inside her",
        "he exposed himself and made resident touch it",
        "she says the driver put his hand down her knickers",
        "resident told me he was raped last night",
        "i found him in bed with her and she was crying",
        "colleague was touching her breast when he wash her",
        "he keeps rubbing her private parts",
        "male carer feel her down there not right",
        "somebody molested my client",
        "he forced her to have sex",
    ],
    "kept": [
        "care worker says sponsor will send her home if she talks",
        "domestic works 7 days and gets only food",
        "new cook say boss took her passport",
        "the cleaner sleeps in the shed behind the house",
        "he works here six months and was never paid wages",
        "agency told her she must pay back debt or no job",
        "they say they will call home office if she complain",
        "girl works for family for nothing and not allowed out",
        "owner is keeping their passports in the safe",
        "i think it is modern slavery",
    ],
    "money": [
        "he is talking to a lady on instagram and gave her £800",
        "she read her PIN to someone who rang about her card",
        "investment man on whatsapp took his pension pot",
        "she has a boyfriend on facebook and keeps sending him gift cards",
        "he got scammed out of his savings",
        "somebody phoned saying he is from the bank and she read him her card number",
        "client send money to a soldier abroad she never see",
        "woman he met on a dating site wants him to pay for her flight",
        "she won a lottery and must pay fee first",
        "he bought itunes vouchers for a caller",
        "they put anydesk on his laptop and money is gone",
    ],
    "secret": [
        "she told me not to repeat it to the nurse",
        "you must not tell my wife he said",
        "nurse ask me to keep it on the low",
        "he hit her but she begged me not to say anything",
        "dont tell anyone but her son shouts at her",
        "she made me promise",
        "pls keep this between us, carer was rough with him",
        "client ask me to keep quiet about the bruise",
        "my colleague gave wrong tablet and said dont tell manager",
        "she doesnt want anybody to know what her husband do",
        "he told me a secret about his daughter taking money",
    ],
    "says_no": [
        "cats mess everywhere, she wont accept any cleaning",
        "gentleman refuses to bathe for months and flat is crawling with cockroaches",
        "flat is full of flies and rotten food and he refuses any help",
        "she lives in filth, tells me to go away",
        "house stinks of urine and he will not let us clean",
        "hoarding everywhere she say mind your own business",
        "he is neglecting himself badly",
        "no heating no food in fridge but she says no to everything and the place is a squalor",
        "he declines all care, rubbish piled up to the ceiling",
    ],
    "small_things": [
        "his water jug is never in reach, always same",
        "twice this week she had no lunch by 3pm",
        "i know its silly but her buzzer is out of reach each night",
        "again this morning his pad was soaked",
        "every night they forget her drink",
        "maybe it is nothing but her nails are always dirty",
        "its only a little thing, she is left waiting on the toilet",
        "third week running no bath for him",
        "i dont want to make a fuss but call bell is ignored a lot",
        "he misses his breakfast three times this week they are late",
        "she was cold and hungry not the first time",
    ],
    "speak_up": [
        "carers take the piss out of how she talks",
        "nobody dares say anything about the night lead",
        "they all do it so new ones copy",
        "staff are laughing at resident with dementia",
        "they make fun of her when she cries",
        "senior calls him smelly in front of everyone",
        "all the girls do it, it is normal here",
        "i told them and nothing happened",
        "nobody listens when we complain about how they treat residents",
        "im scared to report because i can lose my job",
        "night staff mimic the way she talks, its just banter",
    ],
    "no_answer": [
        "i am knocking ten minutes at mr Osei and no reply",
        "nobody come to the door for lunch call",
        "rang the bell 4 times, she is not answering",
        "his buzzer no response and curtains shut",
        "cant get in the flat for my tea call, tv is on",
        "client dont open the door to me",
    ],
    "short": [
        "we counted and there is 3 lorazepam missing",
        "controlled drugs register and the cupboard dont match",
        "oramorph is 5 ml short tonight",
        "midazolam ampoule gone from CD cupboard",
        "running balance wrong for zopiclone, one down",
        "the cd count is wrong again",
    ],
    "device": [
        "my handbag got nicked with the care phone in it",
        "i dropped the tablet somewhere on my round",
        "work tablet was stolen from my car",
        "cant find my work mobile anywhere",
        "i left the ipad on the train",
        "phone is gone from the office",
        "someone robbed my bag with the laptop in",
        "i loose the company phone",
        "usb with client data missing",
    ],
    "link": [
        "text said parcel, i tapped it and typed login",
        "replied to an email that was fake and gave password",
        "i opened a link in a text from the bank and typed my pin and password",
        "got a weird email, pressed on the attachment",
        "think i was phished",
        "gave my login to a fake website",
        "i tap the message and it ask for my username",
        "scanned a qr and now something downloading",
        "email from microsoft i put my password in",
    ],
    "papers": [
        "shift sheet blew off my car roof",
        "left my round list in a clients house not hers",
        "my rota with names is gone, left it in the cafe",
        "dropped care notes somewhere in the street",
        "cant find the handover paper",
        "i forgot client folder on the train",
        "the file blew away in the car park, papers everywhere",
        "mar chart is missing",
        "left my notebook at tesco",
    ],
    "wrong_person": [
        "gave sue's meds list to the wrong relative",
        "email went to a different provider by accident",
        "emailed the review to the wrong daughter",
        "i put the letter in wrong address",
        "sent photo to the group by mistake",
        "gave his care plan to wrong client",
        "i replied to all with her details",
        "the wrong family got the report",
        "posted her notes to another house, wrong number on envelope",
    ],
    "unwell": [
        "she hasnt eaten since yesterday what do i write",
        "gentleman too sleepy for his tablets",
        "what to write when a resident refuses her tablets",
        "he wont eat his dinner where do i put it",
        "client not want drink anything today what i record",
        "how do i chart missed insulin",
        "she spits out her medication",
        "resident looks drowsy, which form is it",
        "lady has lost her appetite, do I weigh her",
        "he is not taking his pills what do i do",
    ],
    "whistle": [
        "how does whistleblowing work here",
        "can i speak up without losing my job",
        "whats the number for CQC",
        "i want to report bad care but scared to give my name, can it be anonymous",
        "boss does nothing, who is above her i can tell",
        "am I protected if I blow the whistle",
        "tell someone about the poor care anonymously",
        "want to raise a concern about this home",
    ],
    "no_details": [
        "can ChatGPT rewrite my incident report",
        "can i use ai to write my daily notes",
        "is google translate ok for the care plan",
        "copilot for reports allowed?",
        "my friend writes her handover in chat gpt",
        "can we ask an AI chatbot about a resident",
        "are ai apps allowed at work",
    ],
    "outage": [
        "nobody can log into the care system tonight",
        "server has gone down, on call isnt picking up",
        "whole system is down on night shift",
        "emar crashed and i have meds to give",
        "i cannot log in to care plans and no one is answering the phone",
        "none of us can get in the app",
        "internet gone down cant see records",
        "power cut and the computers are off",
        "server offline since midnight im alone",
    ],
}
LEAVE = {
    "keep_still": [
        "she fell and hit her head and is not breathing",
        "slipped in the bath face down in the water and hit her head",
        "he fell and is having a fit on the floor, head is hurt",
        "chest pain",
    ],
    "gas": ["petrol station is closed", "smoke in the lounge", "the alarm is going off"],
    "not_washed": ["he touched the hot pan", "she made a rude remark about her hair", "he slapped her face"],
    "kept": ["resident lost her passport", "he sleeps in the lounge", "my wages are late"],
    "money": ["her nephew takes her pension", "can i buy shopping with her cash", "she loves her tablet"],
    "secret": ["secret santa list", "he told me she fell", "do not tell lies"],
    "says_no": ["the house is very dirty", "she refuses her bath", "he says no to the dentist"],
    "small_things": [
        "he punches her every night when she is wet",
        "her son visits every night and she cries for food",
        "how often do i change the pad",
    ],
    "speak_up": ["we laughed a lot at bingo", "she told a joke", "he called his son"],
    "no_answer": ["she wandered out of the door and nobody saw", "no answer from the gp", "my phone buzzer is broken"],
    "short": [
        "i gave her morphine twice and now we are one short",
        "short of staff and no one is CD trained",
        "my shoes are missing",
    ],
    "device": ["sent the plan to the wrong family", "left the paper list on the bus", "phone is charging"],
    "link": ["lost my phone", "how do i send an email", "sent care plan to wrong family"],
    "papers": ["lost my phone", "i clicked on a link", "the rota is wrong"],
    "wrong_person": ["lost the folder", "i clicked on a link", "he got the wrong dinner"],
    "unwell": ["am i getting sick pay", "training on refusing medicine", "i am ill who do i ring"],
    "whistle": [
        "speak up please i cant hear you",
        "when is the next cqc inspection, is the date known",
        "family say they will report us to cqc",
        "report a broken hoist",
        "tell my manager i am ill",
    ],
    "no_details": ["how do i change the wifi", "when is ai training due", "can i use whatsapp"],
    "outage": [
        "what do we do if the system is down",
        "app is slow",
        "can you let me down easy",
        "sit down with the app",
    ],
}
CONTACTS = {name: f"Olu Ade, 01632 96000{at}" for at, name in enumerate(make.CONTACTS)} | {
    "council": "Council care line, 01632 960004",
    "record_system": "the care app",
}
AT_RISK = {Category.MEDICAL_EMERGENCY, Category.FIRE_OR_GAS, Category.STAFF_DANGER}


def named(text: str) -> list[str]:
    return [line.name for line in lines_for(text, PHRASES)]


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in BRING.items() for text in texts])
def test_it_is_brought_by_every_way_of_saying_it(name: str, text: str) -> None:
    assert name in named(text)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in LEAVE.items() for text in texts])
def test_it_is_not_brought_by_what_only_looks_like_it(name: str, text: str) -> None:
    assert name not in named(text)


def test_each_has_its_own_tests() -> None:
    names = {line.name for line in load_lines()}
    assert names == set(BRING) == set(LEAVE)
    assert min(map(len, BRING.values())) >= 6
    assert min(map(len, LEAVE.values())) >= 3


@pytest.mark.parametrize(
    ("name", "line"),
    [(name, line) for line in load_lines() for name in sorted(line.beside - {ANSWER})],
    ids=lambda given: getattr(given, "name", given),
)
def test_with_it_a_reply_is_still_short_and_ends_as_ever(name: str, line: Line) -> None:
    about_manager = name in (ABOUT_MANAGER, ABOUT_DEPUTY)
    matter = Urgent(Level.NOW, Category.SAFEGUARDING if about_manager else Category(name), about_manager)
    reply = urgent_reply(matter, CONTACTS, no_deputy=name == ABOUT_DEPUTY, also=[line])
    assert line.text in reply.splitlines()
    assert reply.endswith("This chat is not watched.")
    assert len(reply.split()) <= (45 if name in AT_RISK else 70)


def test_a_second_line_stands_there_only_where_there_is_room() -> None:
    matter = Urgent(Level.NOW, Category.DATA_INCIDENT)
    lines = [line for line in load_lines() if Category.DATA_INCIDENT in line.beside]
    [first, second, *_] = lines
    assert urgent_reply(matter, CONTACTS, also=lines).count(second.text) == 1
    long = CONTACTS | {"data_protection_lead": "the data protection lead of the whole group, Pat Rao, 01632 960006"}
    shown = urgent_reply(matter, long, also=lines)
    assert first.text in shown
    assert second.text not in shown


def test_a_line_for_other_replies_is_left_out() -> None:
    matter = Urgent(Level.NOW, Category.SELF_HARM)
    assert urgent_reply(matter, CONTACTS, also=load_lines()) == urgent_reply(matter, CONTACTS)


def test_nothing_is_brought_by_nothing() -> None:
    assert [named(text) for text in ("", " ", "?!", "\u202e")] == [[], [], [], []]


def test_a_champion_hears_of_an_outage_always_and_of_clever_tools_unless_the_policy_answers() -> None:
    lines = {line.name: line for line in load_lines()}
    for titles in (True, False):
        assert lines["outage"].tells_champions(only_titles=titles)
        assert lines["no_details"].tells_champions(only_titles=titles) is titles
        assert not lines["unwell"].tells_champions(only_titles=titles)
