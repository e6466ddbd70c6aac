"""What counts as urgent. Every sentence here was made up for this file, apart from the numbered scenarios."""

import random
import time

import pytest

from safety.phrase_files import load_phrases
from safety.urgent import Category, Level, Urgent, only_asked, triage

PHRASES = load_phrases()
NOW, CHECK = Level.NOW, Level.CHECK
MEDICAL, FIRE, MISSING = Category.MEDICAL_EMERGENCY, Category.FIRE_OR_GAS, Category.MISSING_PERSON
SELF_HARM, STAFF_DANGER, SAFEGUARDING = Category.SELF_HARM, Category.STAFF_DANGER, Category.SAFEGUARDING
MEDICATION, DATA = Category.MEDICATION_ERROR, Category.DATA_INCIDENT

PLAIN = {
    MEDICAL: """
        she is not breathing
        HES STOPPED BREATHING HELP
        he no breath
        Doris isn't brething properly
        found Ted on the bathroom floor, wont wake up
        resident unresponsive in lounge
        client gone unconcious
        lady chocking on toast
        something stuck in her throat she going blue
        his face has dropped on one side and he is slurring
        chest pain going down his arm
        i think its a hart attack
        seizure wont stop 6 mins now
        plenty blood coming from his head it no stop
        fell down stairs and banged her head
        mama fall down she take warfarin head bleeding
        spilt boiling water all over his legs
        need an ambulance now
        swallowed a battery
        she is drowning in the pool
        found him drowned in the bath
        we are drowning help
        lips swollen and wheezing after nuts
        trapped in the bed rails by his neck
        he fell... hit his head... not talking now
        ѕhe is nоt brеathing
        she can’t breathe
        heeeelp he is chokinggg
    """,
    FIRE: """
        fire!!!
        there is a fire in the kitchen
        smoke coming out of the dryer
        i can smell gas
        gas smell very strong in clients house
        the curtains are on fire
        carbon monoxide alarm is going off
        flames from the toaster
        wheelchair battery smoking
        fier in the laundry
    """,
    MISSING: """
        resident missing
        we cant find Arthur anywhere, searched the whole building
        she has wandered off in her nightie
        client gone awol
        cant see her anywhere she is not in her room
        front door wide open and his bed is empty
        lost a resident on the trip to the garden centre
        he walked out of the building and we dont know where
        papa no dey in his room we look everywhere
        not been seen since breakfast
        headcount is one short
    """,
    SELF_HARM: """
        i want to kill myself
        i dont want to be here anymore
        she says she wants to end it all
        he has cut his wrists
        took an overdose of paracetamol
        resident tied a cord round her neck
        he is standing on the roof and says he will jump
        nothing left to live for
        she wants to die
        found a suicide note
    """,
    STAFF_DANGER: """
        client has a knife
        he is threatening to kill me
        resident punched me in the face
        son of client locked me in the house
        there is an intruder in the building
        he wont let me leave
        a man followed me to my car
        i got a needle in my thumb from the sharps
        he grabbed my breast
        their dog has bitten me
    """,
    SAFEGUARDING: """
        carer hit a resident
        i saw staff slap her
        bruises on both arms shaped like fingers
        she told me the night carer hurts her
        her son is taking her pension
        money missing from his purse again
        resident touched another resident private parts
        residents left in wet beds all night
        they locked him in his room
        staff swearing at residents
        she is scared of her husband
        tied her to the chair with a sheet
        he was dragged across the floor
        they call her stupid and laugh at her
        the house is full of rubbish and rats and he wont let us in
        a man she met online keeps asking her for money
        told me not to report the bruise
        agency took his passport and he gets no pay
        changed the records after the incident
        cold shower as punishment
    """,
    MEDICATION: """
        gave the wrong tablets
        i gave her medicine to the wrong resident
        double dose of insulin given
        forgot to give his epilim this morning
        mar says given but tablet still in blister
        controlled drug count is one short
        gave 10 units instead of 4
        old patch still on and new one put on
        he had penicillin and he is allergic
        took another residents tablets
    """,
    DATA: """
        lost my work phone
        left the folder with care plans on the train
        emailed the care plan to the wrong person
        i clicked a dodgy link and put my password in
        laptop stolen from my car
        our computers are locked and they want bitcoin
        posted a photo of a resident on facebook
        someone has hacked my work email
        threw the old mar charts in the street bin
        someone is logged in as me
    """,
}

HINTED = """
    he has gone a funny grey colour and is clammy
    she is really drowsy and wont drink
    sats are 84 and dropping
    dads eyes are open but he just stares
    smells like something is melting behind the telly
    hob was left on all night
    no answer at the door and her curtains are still closed
    he should have been back from the shop an hour ago
    he keeps giving his things away and saying goodbye
    whats the point of carrying on
    i found tablets in her pocket and dont know whose
    gaps on the mar chart all weekend
    a strange email asked me for my login
    handover sheets left out in reception
    he waits by my car after every shift
    i am scared to go back in there tonight
    she goes quiet when her nephew visits
    he flinches if you lift your hand
    her ring has gone from her finger
    the same pad since yesterday and he is sore
    call bell tied up out of reach
    she asked me to keep a secret about her dad
    quick one about the chart, she has had nothing since friday but two sips and now she picks at the air
    where do i write that he came home from his sisters with marks all round his ankles
    sorry this may be nothing but last night the lad from the flat below came up again with two others and they sat
    on his bed and ate his food and he just rocked and said nothing until they had gone
"""

HARMLESS = """
    fire stick not working
    abuse policy quiz question 3 wrong
    i could kill for a coffee
    dead battery
    choking hazard training date
    killed the app
    where do i record a fall
    when is fire training due
    what are the types of abuse
    is there a fire drill today
    my phone is dying need a charger
    the rota is killing me
    stroke awareness poster
    new firewall blocks teams
    i missed my training
    cant find the care plan template
    lost my login
    how do i record refused medication
    the tablet is cracked
    gave the wrong answer in the quiz
    sent my timesheet to the wrong person
    data breach training link
    crash course in excel
    kicked me out of the system
    the system crashed again
    hit save and it froze
    locked out of my account
    panic button app set up
    safeguarding level 2 certificate
    modern slavery statement
    bruise body map how do i fill it in
    drowning in paperwork
    three weeks of reports to type up and i am drowning
    the deputy will bite my head off if i ring again
    sat nav took me round the ring road twice
    the intranet search finds nothing
    keyboard puts question marks everywhere
    asked me to cover till friday, how do i see my new hours
    the planner has clearly never driven that road
    had a heart attack when i saw my payslip lol
    i am starving when is lunch
    can i swap my shift on friday
    how do i help someone use video calls
    what is special category data
    scenario question in the quiz, a carer shouts at a resident, what is the answer
    is the herbert protocol on the computer
    how do i change the wifi on the tablet
    the family cant see anything about mum on the app
    son could not see the notes for his dad
    thanks that is great
"""

TOPIC_ONLY = """
    who do i report abuse to
    what do i do if someone is choking
    if a resident goes missing who do i ring
    how do i know if someone is having a stroke
    what should i do if i give the wrong medicine
    when a resident has a seizure who records it
    he had a stroke in 2015 is it on his passport
    she fell last year and broke her hip
    the fire alarm was only a drill
    in the training video a man collapses
    what if i lost my work phone
    he used to self harm as a teenager
    the missing resident was found safe last week
    for my nvq what would i do if a carer hit a resident
"""

# The scenarios of the requirements, by their number there.
SCENARIOS = [
    (11, "He is on floor not waking up", {MEDICAL}),
    (12, "Lady choking now!!!", {MEDICAL}),
    (13, "smoke in room 6", {FIRE}),
    (14, "Resident gone cant find 20 mins", {MISSING}),
    (15, "she took all her tablets she say she want die", {SELF_HARM, MEDICAL}),
    (16, "Mary fell, hit head, she on apixaban", {MEDICAL}),
    (17, "gave wrong pill to mr K 10 min ago", {MEDICATION}),
    (18, "New bruise on arm, he goes quiet when daughter come", {SAFEGUARDING}),
    (19, "Carer slap resident i saw", {SAFEGUARDING}),
    (20, "My manager is the one shouting at residents", {SAFEGUARDING}),
    (21, "She told me her nephew takes her pension but said keep secret", {SAFEGUARDING}),
    (22, "Client says a man online loves her, she sent £4k", {SAFEGUARDING}),
    (23, "Staff touched her in bath wrong way", {SAFEGUARDING}),
    (24, "client house full rubbish no food smell, he say leave me", {SAFEGUARDING}),
    (25, "worker lives in garage, boss holds passport", {SAFEGUARDING}),
    (26, "small thing but third time he is left wet in morning", {SAFEGUARDING}),
    (27, "they call him stupid and laugh, only joke", {SAFEGUARDING}),
    (28, "i cant do this anymore i dont want to live", {SELF_HARM}),
    (30, "Left handover sheet on bus", {DATA}),
    (31, "lost work phone at asda", {DATA}),
    (32, "I clicked link in email it ask my password and I put", {DATA}),
    (33, "Sent care plan to wrong family", {DATA}),
]

BY_THE_MANAGER = """
    my manager hit a resident
    the boss takes residents money for himself
    home manager shouts at the residents
    senior keeps calling him horrible names
    the safeguarding lead grabbed her arm hard and left bruises
    my boss told me not to report the bruises
    i reported he was slapped to the manager and nothing was done
    being abused by the manager
"""
NOT_BY_THE_MANAGER = """
    the deputy manager hit a resident
    i told my manager a carer slapped mrs k
    resident hit my manager
    carer slapped him and the manager is off today
"""


def lines(text: str) -> list[str]:
    """One sentence a line; a line further in than the others goes on from the one above."""
    return [line.strip() for line in text.replace("\n    on his", " on his").splitlines() if line.strip()]


def seen(text: str) -> tuple[Level, Category] | None:
    """What is found, whoever it is about."""
    urgent = triage(text, PHRASES)
    return (urgent.level, urgent.category) if urgent else None


@pytest.mark.parametrize(("category", "text"), [(c, text) for c, texts in PLAIN.items() for text in lines(texts)])
def test_what_is_said_plainly_is_urgent_now(category: Category, text: str) -> None:
    assert seen(text) == (NOW, category)


@pytest.mark.parametrize("text", lines(HINTED))
def test_what_is_only_hinted_at_is_at_least_asked_about(text: str) -> None:
    assert triage(text, PHRASES) is not None


@pytest.mark.parametrize("text", lines(HARMLESS))
def test_what_only_sounds_urgent_is_left_alone(text: str) -> None:
    assert triage(text, PHRASES) is None


@pytest.mark.parametrize("text", lines(TOPIC_ONLY))
def test_a_question_about_an_urgent_topic_is_never_an_alarm(text: str) -> None:
    urgent = triage(text, PHRASES)
    assert urgent is None or urgent.level == CHECK


@pytest.mark.parametrize(("number", "text", "categories"), SCENARIOS)
def test_the_urgent_scenarios_are_urgent_now(number: int, text: str, categories: set[Category]) -> None:
    urgent = triage(text, PHRASES)
    assert urgent is not None
    assert (urgent.level, urgent.category in categories) == (NOW, True), number


@pytest.mark.parametrize(
    "around",
    [
        "{} what should i do",
        "hi hope you are well {}",
        "{} where do i record it",
        "{} which form do i fill in",
        "{}. My training was last year.",
        "{} and the tablet app is not working",
        "THE APP KEEPS CRASHING {}",
        "i was in the middle of a quiz. {}",
        "{} my manager is not answering",
    ],
)
@pytest.mark.parametrize(
    "text", ["lady choking now", "he is on floor not waking up", "carer slapped a resident", "i want to kill myself"]
)
def test_everyday_words_beside_it_do_not_quieten_an_emergency(text: str, around: str) -> None:
    urgent = triage(around.format(text), PHRASES)
    assert urgent is not None
    assert urgent.level == NOW


def test_a_risk_to_life_is_asked_about_even_in_a_quiz() -> None:
    assert seen("quiz question 4 says a lady is choking") == (CHECK, MEDICAL)


def test_the_matter_that_kills_soonest_comes_first() -> None:
    assert triage("carer hit him and he is not breathing", PHRASES) == Urgent(NOW, MEDICAL)
    assert triage("smoke in the lounge and we cant find a resident", PHRASES) == Urgent(NOW, FIRE)


def test_what_is_certain_comes_before_what_is_a_hint() -> None:
    assert triage("she looks pale and a carer slapped her", PHRASES) == Urgent(NOW, SAFEGUARDING)


@pytest.mark.parametrize("text", lines(BY_THE_MANAGER))
def test_a_message_about_the_manager_says_so(text: str) -> None:
    urgent = triage(text, PHRASES)
    assert urgent is not None
    assert urgent.about_manager


@pytest.mark.parametrize("text", lines(NOT_BY_THE_MANAGER))
def test_a_manager_who_was_only_told_is_not_the_matter(text: str) -> None:
    urgent = triage(text, PHRASES)
    assert urgent is not None
    assert not urgent.about_manager


def test_advice_for_a_risk_to_life_is_the_same_whoever_did_it() -> None:
    assert triage("manager pushed him and he is not breathing", PHRASES) == Urgent(NOW, MEDICAL, about_manager=False)


def test_a_cry_for_help_after_a_pasted_page_is_read() -> None:
    assert triage("The policy applies to all staff. " * 900 + "he is not breathing", PHRASES) == Urgent(NOW, MEDICAL)


@pytest.mark.parametrize("piece", ["he ", "a", ". ", "he not breath gave wrong tablets carer hit her ", "ﷺ", "!?"])
def test_a_hundred_kilobytes_take_no_longer_than_a_moment(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    start = time.perf_counter()
    triage(text, PHRASES)
    assert time.perf_counter() - start < 2


def test_nothing_that_can_be_typed_makes_it_fail() -> None:
    dice = random.Random(7)
    odd = [
        "",
        " ",
        ".",
        "!!",
        "\x00",
        "\ud800",
        "İ",
        "ß",
        "‮",
        "👩‍👩‍👧",
        "'",
        "*",
        "{|}",
        "_",
        "1.9",
        "£",
        "@@",
        "a\u0300" * 99,
    ]
    for _ in range(200):
        letters = [chr(dice.randrange(0x110000)) for _ in range(dice.randrange(80))]
        triage("".join(dice.choices(odd, k=3) + letters), PHRASES)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Where do I record a fall?", MEDICAL),
        ("what do we do if there is smoke", FIRE),
        ("who do I tell about neglect", SAFEGUARDING),
        ("When is fire training due?", None),
        ("quiz: where do I record a fall", None),
        ("where is the falls leaflet", None),
        ("how do I change my password", None),
    ],
)
def test_a_question_about_rules_that_mentions_it_is_known(text: str, category: Category | None) -> None:
    assert only_asked(text, PHRASES) == category


@pytest.mark.parametrize(
    "text", ["can her daughter read the notes", "is his family allowed to look at the care plan", "may the son see it"]
)
def test_to_ask_who_may_read_is_no_incident(text: str) -> None:
    assert triage(text, PHRASES) is None


def test_that_somebody_has_read_is_one_all_the_same() -> None:
    urgent = triage("Her daughter read the notes on my screen. Can her daughter read the notes?", PHRASES)
    assert urgent is not None
    assert urgent.category == Category.DATA_INCIDENT


@pytest.mark.parametrize(
    "text",
    ["had enough of life", "dont see the point anymore everyone would be better off", "feel like ending it all"],
)
def test_despair_without_an_i_is_the_writers_own(text: str) -> None:
    found = triage(text, load_phrases())
    assert found is not None
    assert found.private


@pytest.mark.parametrize(
    "text", ["overdose in flat 4", "threatening to jump off the balcony", "client wants to end it"]
)
def test_despair_of_somebody_else_is_told_to_those_on_duty(text: str) -> None:
    found = triage(text, load_phrases())
    assert found is not None
    assert not found.private


@pytest.mark.parametrize(
    "text",
    [
        "night girl ties the bedrails together so she cant get out",
        "gave room 6 tablets to room 8",
        "room 4 had room 5s tablets",
        "found her on the floor cant get up says her hip hurts",
    ],
)
def test_what_is_done_or_found_is_urgent_however_it_is_told(text: str) -> None:
    found = triage(text, load_phrases())
    assert found is not None
    assert found.level == Level.NOW


@pytest.mark.parametrize(
    "text",
    [
        "has got her glasses on again how do we label them",
        "nobody saw him go down yesterday what do we write",
        "we practised choking with the dummy today",
        "she spat her tablets out which code is it",
    ],
)
def test_what_only_sounds_urgent_alarms_nobody(text: str) -> None:
    found = triage(text, load_phrases())
    assert found is None or found.level == Level.CHECK


def test_the_book_a_carer_writes_in_and_the_telly_in_the_lounge_make_nothing_a_story() -> None:
    wound = triage("wound is green, no wee all day, do i just write it in the book", load_phrases())
    assert wound == Urgent(Level.CHECK, Category.MEDICAL_EMERGENCY)
    slap = triage("carer slapped a resident while she was watching telly", load_phrases())
    assert slap == Urgent(Level.NOW, Category.SAFEGUARDING)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("she was snoring and I did not want to wake her for a vitamin", "she will not wake, I cannot wake her"),
        ("never sat down till two this morning", "her sats are down to 80"),
        ("in bed now and it just hit me I never wrote up flat nine", "he came in and hit me"),
        ("the form wont let me past without a postcode", "her son wont let me past, he has locked the door"),
        ("they have kicked me off the app again", "he kicked me in the stomach"),
        ("half of my visits have vanished off the screen", "he has vanished, we looked all over"),
        ("for the life of me I cannot think what he ate", "I have nothing left to live for"),
        ("the little light went blue when I pressed it", "he was choking and went blue"),
        ("car has conked out, who do I ring", "he has just conked out in his chair, not answering"),
        ("the police pulled me over for holding it", "he pulled me over by my hair"),
        ("dropped the work phone down the toilet", "lost the work phone on the bus"),
    ],
)  # fmt: skip
def test_a_saying_is_left_alone_and_what_it_sounds_like_is_not(said: str, meant: str) -> None:
    spoken, real = triage(said, PHRASES), triage(meant, PHRASES)
    assert spoken is None or spoken.level != Level.NOW, said
    assert real is not None, meant


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("she is diabetic and her machine just says HI and no number", Category.MEDICAL_EMERGENCY),
        ("found her by the bed, slid down off it", Category.MEDICAL_EMERGENCY),
        ("stuck in traffic and the gentleman with parkinsons is due his at four", Category.MEDICATION_ERROR),
        ("I have come over all funny, sat on the stairs", Category.MEDICAL_EMERGENCY),
        ("my car is in a ditch past the farm, I am alright I think", Category.STAFF_DANGER),
    ],
)
def test_danger_told_calmly_is_asked_about(text: str, category: Category) -> None:
    found = triage(text, PHRASES)
    assert found is not None
    assert found.category == category


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Mrs Lee was slapped", Category.SAFEGUARDING),
        ("he was punched by the man in the next room", Category.SAFEGUARDING),
        ("I was punched by the man in the next room", Category.STAFF_DANGER),
        ("my colleague was slapped by a resident", Category.STAFF_DANGER),
        ("Mr Jones was hit by a car", Category.MEDICAL_EMERGENCY),
        ("I feel odd and my arm has gone numb", Category.MEDICAL_EMERGENCY),
    ],
)
def test_the_advice_is_for_whoever_was_hurt(text: str, category: Category) -> None:
    found = triage(text, PHRASES)
    assert found is not None
    assert (found.level, found.category) == (Level.NOW, category)


@pytest.mark.parametrize(
    "text",
    [
        "my manager is asking us to leave the bruises out of the report",
        "the manager wants me to sign that I did the checks but I was off",
        "manager told us to backdate the supervision notes",
    ],
)
def test_who_leads_and_has_records_made_false_is_meant(text: str) -> None:
    found = triage(text, PHRASES)
    assert found is not None
    assert found.about_manager


@pytest.mark.parametrize(
    ("text", "level", "category"),
    [
        ("he had double his warfarin at tea, my fault", NOW, MEDICATION),
        ("she asks if it is her fault what he did to her", CHECK, SAFEGUARDING),
        ("is it ok to put a sleeping tablet in his milk", CHECK, SAFEGUARDING),
        ("do i need consent to hold his arms down for a shave", CHECK, SAFEGUARDING),
        ("she hides her arms under a jumper in this heat", CHECK, SAFEGUARDING),
        ("he has eaten nothing for three days", CHECK, SAFEGUARDING),
        ("the night carer smells of beer", CHECK, SAFEGUARDING),
        ("a carer films clients for her instagram", CHECK, DATA),
        ("nobody opens the door at my breakfast call", CHECK, MISSING),
    ],
)
def test_a_worry_told_as_a_question_is_heard(text: str, level: Level, category: Category) -> None:
    found = triage(text, PHRASES)
    assert found is not None
    assert (found.level, found.category) == (level, category)


@pytest.mark.parametrize(
    "text", ["he has gone now and i am ok", "manager asked me to sign the rota", "only toast for breakfast please"]
)
def test_what_is_over_or_ordinary_is_no_emergency(text: str) -> None:
    assert triage(text, PHRASES) is None
