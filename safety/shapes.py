"""Identifiers found by their shape or by the label before them: numbers, codes, references, e-mail addresses.

Every pattern is linear: bounded repeats, nothing nested that can match the same letters in two ways.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial

from safety.digits import digits_of, is_card_number, is_nhs_number, is_private_phone

Found = tuple[int, int, str]
Check = Callable[[re.Match[str]], bool]


def always(_match: re.Match[str]) -> bool:
    return True


def pattern(body: str) -> re.Pattern[str]:
    """For plain text in any case. `it` is what is taken out."""
    return re.compile(body, re.IGNORECASE)


def _digits(match: re.Match[str], *, least: int, most: int) -> bool:
    return least <= len(digits_of(match["it"])) <= most


# What may stand between a label and its value: a few words without digits, in the same sentence.
FILLER = r"(?:[^\w\n]|(?<!\w)(?:is|was|are|be|no|num|numbr|nbr|nr|number|numbers|code|codes|id|ref|reference|it|its|it's|says|shows|for|her|his|their|the|this|that|my|to|on|as|of|now|changed|new|called|a|and|s|i|think|called|got|with|in|from|system|like|still|just|ends?|ending|card|bank|debit|cash|old|correct)(?!\w)){0,16}?"
SEP = r"[ .\-/\n\t]{0,2}"  # between the digits of one number
_GAP = r"[ .\-\n]{0,2}"
_SPOKEN = r"(?:zero|nought|oh|o|one|two|three|four|five|six|seven|eight|nine|(?:double|triple) (?:zero|nought|oh|o|one|two|three|four|five|six|seven|eight|nine))"
_NOT_CODES = r"(?<!error )(?<!fault )(?<!qr )(?<!post)(?<!post )(?<!course )(?<!module )(?<!training )(?<!tax )(?<!cost )(?<!discount )(?<!voucher )(?<!bar )(?<!bar)(?<!product )(?<!dress )(?<!country )(?<!event )(?<!meeting )(?<!stop )(?<!status )(?<!colour )(?<!job )"
_MOMENT = r"(?:at|since|until|till|by|after|before|around|about|version|error|section|page|last|year|every|within|than|act|policy|in|of)"
_CODE = r"(?<!\d[:.])(?<!£)(?P<it>(?:star ?|hash ?|[*#] ?)?[a-z]?(?:\d[ -]?){2,7}\d(?:[a-z](?![a-z]))?(?: ?[#*]| (?:star|hash)\b)?)(?![\w%]|:\d|/\d|\.\d| ?(?:am|pm|mins?|minutes|hours?|hrs?|times|days?|weeks?|months?|years?|people|residents|staff|o'clock|percent|%)\b)"
_REF = r"(?P<it>[a-z]{0,5}[-/ ]?\d[\d/-]{1,14}\d[a-z]?|[a-z]{1,4}[-/]?\d{2,10})(?![\w%])"
_OUR_DOMAINS = (
    r"gov\.uk|nhs\.uk|cqc\.org\.uk|skillsforcare\.org\.uk|digitalcarehub\.co\.uk|ico\.org\.uk|samaritans\.org"
)
_PUBLIC_BOX = re.compile(
    rf"(?:report|info|help|enquir\w*|contact|support|phishing|admin|jo)@[\w.-]*(?:{_OUR_DOMAINS})$", re.I
)


def _private_box(match: re.Match[str]) -> bool:
    return not _PUBLIC_BOX.match(match["it"].replace(" ", ""))


def _private_phone(match: re.Match[str]) -> bool:
    return is_private_phone(match["it"])


def _local_phone(match: re.Match[str]) -> bool:
    return is_private_phone(match["it"]) and _digits(match, least=5, most=11)


def _nhs(match: re.Match[str]) -> bool:
    return is_nhs_number(match["it"])


def _card(match: re.Match[str]) -> bool:
    return is_card_number(match["it"])


def _no_date(match: re.Match[str]) -> bool:
    """A sort code that could be the day of a month is left alone unless a label says what it is."""
    first, second, _ = re.split(r"\D", match["it"])
    return not (int(first) <= 31 and 1 <= int(second) <= 12)


def _no_year(match: re.Match[str]) -> bool:
    """A code of four digits is no year and no time of day."""
    before = match.string[max(0, match.start("it") - 8) : match.start("it")].lower().split()
    if before and re.fullmatch(_MOMENT, before[-1].strip("(:")):
        return False
    plainly = bool(before) and (
        before[-1] in ("is", "to", "code", "pin", "was", "from", "now") or before[-1][-1] in ":="
    )
    return plainly or not re.fullmatch(r"20[0-3]\d", match["it"])


Shape = tuple[str, re.Pattern[str], Check]

# Words for what a code opens, or for a card's number; each number of a code's length soon after one is a code.
_OPENED = pattern(
    r"\b(?:(?:key|k)[ /-]?saf(?:e|es|ve|ety)?|keysaf|lock ?box|key ?box|key ?code|key ?pad|pad ?lock|combination|combo|pass ?code|"
    r"(?:door|gate|entry|entrance|alarm|access|building|front|back|garage|porch|lobby|fob|meds? (?:room|cupboard|trolley)|"
    r"trolley|drugs? cupboard|cupboard|safe|burglar|panel|main|house|lift|clinic|treatment|sluice)[ -]{0,2}(?:door |entry |room )?"
    r"(?:code|codes|pin|number|combination|combo)|(?:code|number|pin)s? (?:for|to|of|on) (?:the |her |his |their |my |our )?"
    r"(?:[a-z']{2,12} ){0,3}?(?:door|gate|key ?safe|safe|alarm|building|lock|box|house|flat|cupboard|trolley|lobby|keys?))\b"
)
_PIN = pattern(r"\b(?:pin|p\.i\.n|pins|pin ?numbers?|pin ?code|bank code|card code)\b")
_NEAR = 60  # letters after the word
_ANY_CODE = pattern(rf"(?<![\w.]){_CODE}")

# Those that can be there without a digit, and cheap to look for.
_LETTERED: tuple[Shape, ...] = (
    ("EMAIL", pattern(r"(?P<it>(?<![\w.+-])[\w.+'-]{1,64} ?@ ?[\w-]{2,63}(?: ?[.,] ?[\w-]{2,63}){0,4})"), _private_box),
    ("EMAIL", pattern(r"(?P<it>(?<![\w.+-])(?:[\w.+-]{1,30} (?:dot|underscore|under score|dash|hyphen|_) ){0,3}[\w.+-]{1,64} ?(?:[\[(]at[\])]| at |@) ?[\w-]{2,40}(?: ?(?:\.|[\[(]dot[\])]| dot ) ?[\w-]{2,20}){0,2} ?(?:\.|[\[(]dot[\])]| dot ) ?(?:com|co|uk|org|net|example|nhs|ie|info|eu|pl|ro)\b)"), always),
    ("PHONE", pattern(rf"\b(?P<it>{_SPOKEN}(?:[ ,-]{{1,2}}{_SPOKEN}){{6,12}})\b"), always),
    ("KEYSAFE", pattern(rf"\b(?:key ?safe|code|pin|alarm|door|gate)\b{FILLER}(?<!\w)(?P<it>(?:star |hash )?{_SPOKEN}(?:[ ,-]{{1,2}}{_SPOKEN}){{3,5}})\b"), always),
)  # fmt: skip

# Surest first.
_NUMBERED: tuple[Shape, ...] = (
    ("BANK", pattern(r"\b(?P<it>gb ?\d\d(?: ?[a-z]{4})(?: ?\d){14})\b"), always),
    ("BANK", pattern(r"(?<![\d.])(?P<it>\d(?:[ -]?\d){12,18})(?!\d)"), _card),
    ("BANK", pattern(rf"\b(?:card(?: no| num| number)?|debit|visa|mastercard|long number){FILLER}(?P<it>(?:\d[ -]?){{11,18}}\d)(?!\d)"), always),
    ("BANK", pattern(r"(?<![\d/.-])(?P<it>\d\d[- .]\d\d[- .]\d\d(?:[ ,;&/\n]{1,3}|[ ,;]{0,2}(?:and )?(?:acc(?:ount)?|a/c)\.?(?: no| num| number)?\.?:? {0,2})\d{4} ?\d{3,4})(?!\d)"), always),
    ("BANK", pattern(r"\bsort(?: ?code)?s?\b[^\d\n]{0,16}(?P<it>\d\d[- .]?\d\d[- .]?\d\d)(?!\d)"), always),
    ("BANK", pattern(r"(?<![\d/.-])(?P<it>\d\d-\d\d-\d\d)(?![\d/-])"), _no_date),
    ("BANK", pattern(rf"\b(?:acc(?:ount|t)?|a/c|bank)\b(?: (?:no|num|number|details?))?\.?{FILLER}(?<!\d)(?P<it>\d{{2,4}}[ -]?\d{{2,4}}[ -]?\d{{0,4}})(?!\d)"), partial(_digits, least=6, most=10)),
    ("BANK", pattern(rf"\b(?:cvv|cvc|cv2|security (?:code|number)){FILLER}(?P<it>\d{{3,4}})(?!\d)"), always),
    ("BANK", pattern(r"\b(?:exp|expiry|expires|valid (?:to|until))(?: date)?[ :.]{1,3}(?:is |end )?(?P<it>(?:0[1-9]|1[0-2]) ?/ ?\d\d)(?![\d/])"), always),
    ("NHS_NUMBER", pattern(rf"\bn\.? ?h\.? ?s\.? ?(?:no|num|number|numbr|nr|id|#)?\b[^\d\n]{{0,28}}(?P<it>\d(?:{SEP}\d){{8,10}})(?!\d)"), always),
    ("NHS_NUMBER", pattern(rf"(?<![\d.+])(?P<it>\d(?:{_GAP}\d){{9}})(?!\d|[ -]\d)"), _nhs),
    ("NHS_NUMBER", pattern(r"(?<![\d+])(?P<it>\d{3}[ -]\d{3}[ -]\d{4})(?![\d-])"), always),
    ("PHONE", pattern(r"(?<![\d.,/£])(?P<it>(?:\+ ?|00 ?)44[ .\-]{0,2}(?:\(0\))?(?:[ .\-()/\n]{0,2}\d){9,10})(?!\d)"), _private_phone),
    ("PHONE", pattern(r"(?<![\d.,/£\w-])(?P<it>\(?0(?:[ .\-()/\n]{0,2}\d){9,10})(?!\d)"), _private_phone),
    ("PHONE", pattern(r"(?<![\w.])(?P<it>[0o][17][\do](?:[ .-]?[\do]){8})(?!\w)"), _private_phone),
    ("PHONE", pattern(r"(?<![\d.,/£\w-])(?P<it>7\d{3}[ -]?\d{3}[ -]?\d{3})(?!\d)"), always),
    ("PHONE", pattern(r"(?<!\w)(?P<it>\+ ?[1-9]\d{0,2}(?:[ .()-]{0,2}\d){7,12})(?!\d)"), _private_phone),
    ("PHONE", pattern(rf"\b(?:phone|tel|telephone|mob|mobile|cell|landline|whatsapp|contact|ring|rang|call|text|her|him) ?(?:me|us|him|her|them|back)?{FILLER}(?<![\d:.])(?P<it>\d(?:[ -]?\d){{4,10}})(?!\d|[/:.]\d|%| ?(?:am|pm)\b)"), _local_phone),
    ("NINO", pattern(r"(?<![\w-])(?P<it>(?!bg|gb|nk|kn|tn|nt|zz)[a-ceghj-prtw-z][a-ceghj-nprtw-z](?:[ .\-]{0,2}\d\d){3}[ .\-]{0,2}[a-d])(?!\w)"), always),
    ("NINO", pattern(r"\b(?:ni|nino|national insurance|nat ins|n\.i\.?)\b(?: (?:no|num|number|code))?[^\d\n]{0,14}?(?<!\w)(?P<it>[a-z]{2}(?:[ .\-]{0,2}\d){6}[ .\-]{0,2}[a-z]?)(?!\w)"), always),
    ("KEYSAFE", pattern(rf"\b{_NOT_CODES}code(?: is| was| now|=|:| =| changed to| is now| is still){{1,2}} ?{_CODE}"), _no_year),
    ("KEYSAFE", pattern(rf"\b(?:door|gate|entry|front door|back door|safe|alarm|lock)(?: is| =|:|'s) ?{_CODE}"), _no_year),
    ("KEYSAFE", pattern(rf"(?<![\w.£]){_CODE}(?= (?:is|was|opens|gets|for|on|to|in|into|unlocks|open)[a-z ]{{0,20}}\b(?:code|door|gate|key ?safe|alarm|lock|key ?pad|building|pin)\b)"), _no_year),
    ("KEYSAFE", pattern(rf"\b(?:press|type|typed|punch|enter|put in|tap in|key in|dial)(?: in)? {_CODE}(?=[^\n]{{0,30}}\b(?:door|gate|key ?safe|alarm|lock|get in|let (?:you|me|u|us)|building|open)\b)"), _no_year),
    ("KEYSAFE", pattern(r"(?<!\w)(?P<it>(?:[*#]|\bstar ?)\d{4,6}#?|\d{4,6}#)(?!\w)"), always),
    ("HEALTH_ID", pattern(rf"\b(?:hosp(?:ital)?|patient|pt|client|customer|service[ -]?users?|su|resident|person|social care|social services|care|case|safeguarding|referral|datix|assessment|episode|gp|council|unit|medical|clinic)(?: (?:case|record|file|plan))?[ -](?:ref(?:erence)?|id|no|num|numbr|nr|number|code)s?\b\.?{FILLER}(?<!\w){_REF}"), partial(_digits, least=2, most=14)),
    ("HEALTH_ID", pattern(rf"\b(?:mosaic|liquid ?logic|care ?first|care ?director|systm ?one|emis|rio|mrn|m\.r\.n|crn|chi|swift|eclipse|lcs|pas|nhsn|paris|epjs|abacus|framework ?i)(?: (?:ref(?:erence)?|id|no|num|number|code|record))?\b\.?{FILLER}(?<!\w){_REF}"), partial(_digits, least=4, most=14)),
    ("HEALTH_ID", pattern(r"\b(?:case|file|record|referral)s? (?P<it>[a-z]{0,3}0\d{3,9}|[a-z]{0,3}\d{5,10})(?!\w)"), always),
    ("HEALTH_ID", pattern(r"\b(?<!ticket )(?<!order )(?<!policy )(?<!job )(?<!invoice )(?<!asset )(?<!it )ref(?:erence)?(?: no| number)?\.?[ :]{1,3}(?:is )?(?P<it>[a-z]{1,4}[-/]?\d[\d/-]{2,12})(?!\w)"), always),
    ("HEALTH_ID", pattern(r"(?<!serial )(?<!asset )(?<!order )(?<!model )(?<!error )(?<!ticket )(?<!invoice )(?<!part )(?<!tag )(?<![\w-])(?P<it>(?!kb|sn|po|sm|ip|lt|id)[a-z]{1,2}[-/]?\d{6,8})(?!\w)"), always),
    ("HEALTH_ID", pattern(r"(?<![\w-])(?P<it>(?:su|pt|cl|svu)[-/ ]?\d{3,6})(?!\w)"), always),
)  # fmt: skip


def find_shapes(plain: str) -> Iterator[Found]:
    """Each (start, end, type) in the plain text, surest first; they may overlap."""
    yield from found_by(_LETTERED, plain)
    if any(map(str.isdigit, plain)):
        yield from found_by(_NUMBERED, plain)
        yield from _opening(plain)


def _opening(plain: str) -> Iterator[Found]:
    """Codes of four digits or more near a word for what they open."""
    for kind, label in (("KEYSAFE", _OPENED), ("BANK", _PIN)):
        for said in label.finditer(plain):
            for match in _ANY_CODE.finditer(plain, said.end(), said.end() + _NEAR):
                if _digits(match, least=3 if match["it"][-1:] in "#*" else 4, most=8) and _no_year(match):
                    yield (*match.span("it"), kind)


def found_by(shapes: tuple[Shape, ...], plain: str) -> Iterator[Found]:
    """Each place where a shape stands and its check holds."""
    for kind, shape, true in shapes:
        for match in shape.finditer(plain):
            if true(match):
                yield (*match.span("it"), kind)
