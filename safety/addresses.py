"""Where somebody lives: postcodes, addresses, and rooms. Wings and floors say too little to be anybody's."""

import re
from collections.abc import Iterator

from safety.shapes import Found, Shape, always, found_by, pattern

_AREAS = (
    "ab|al|ba|bb|bd|bh|bl|bn|br|bs|bt|b|ca|cb|cf|ch|cm|co|cr|ct|cv|cw|da|dd|de|dg|dh|dl|dn|dt|dy|ec|eh|en|ex|e|fk|fy|gl|gu|gy|g|"
    "ha|hd|hg|hp|hr|hs|hu|hx|ig|im|ip|iv|je|ka|kt|kw|ky|la|ld|le|ll|ln|ls|lu|l|me|mk|ml|m|ne|ng|nn|np|nr|nw|n|ol|ox|pa|pe|ph|pl|"
    "po|pr|rg|rh|rm|sa|se|sg|sk|sl|sm|sn|so|sp|sr|ss|st|sw|sy|s|ta|td|tf|tn|tq|tr|ts|tw|ub|wa|wc|wd|wf|wn|wr|ws|wv|w|yo|ze"
)
_POSTCODE = rf"(?:{_AREAS})[\dO][\da-z]?[ \n\t.-]{{0,3}}\d[abd-hjlnp-uw-z]{{2}}"
_ANY_POSTCODE = rf"(?:{_POSTCODE}|(?-i:[A-Z]{{1,2}}\d[\dA-Z]? \d[A-Z]{{2}}))"
_ORDINAL = re.compile(r"(?:1st|2nd|3rd|\dth|\dhr|\dft|\dst|\dgb|\dtb|\dpl|\dwd|\dxl|\dhd)$", re.IGNORECASE)

# Words for a street that are hardly anything else after a number and a name.
_STREET = (
    "road|rd|street|str|avenue|ave|av|lane|ln|close|crescent|cresc?|gardens|gdns|terrace|terr?|grove|mews|drive|drv|dr|court|ct|croft|"
    "parade|boulevard|esplanade|cottages?|villas?|mansions|lodge"
)
# Those that are only streets where an address is spoken of, or in capitals.
_PERHAPS = (
    "hill|park|square|sq|way|view|green|house|place|pl|end|gate|bank|row|walk|rise|st|brow|fold|garth|mount|path|wharf|quay|vale|dale|"
    "fields?|meadows?|heights|cl|gr|buildings|point|towers?|heath|common|side|bridge|fields|hall|farm|barn|estate|rd|yard|orchard|wood|woods|spinney|chase|ridge|drift|loke|wynd|brae|loan|hythe"
)
_STOP = (
    "minutes?|mins?|hours?|hrs?|hour|people|persons?|staff|residents?|carers?|clients?|times?|of|the|in|a|an|and|or|to|for|at|on|by|is|was|"
    "weeks?|days?|months?|years?|yrs?|seconds?|miles?|metres?|new|more|other|are|do|we|i|it|not|different|who|with|from|steps?|ways?|per|"
    "tablets?|phones?|laptops?|cars?|doors?|visits?|calls?|sensors?|cameras?|shifts?|so|but|if|when|has|have|because|since|that|this|am|pm|x|near"
)
_WORD = rf"(?!(?:{_STOP})\b)[a-z][a-z'.-]{{1,20}}"
_CAPITAL = r"[A-Z][\w'-]{1,20}"
_NUMBER = r"(?:no\.? ?|number |num )?\d{1,4} ?[a-h]?(?: ?[-/&] ?\d{1,4}[a-h]?)?"
_TOWN = r"(?:, ?(?-i:[A-Z])[\w'-]{2,20}(?: (?-i:[A-Z])[\w'-]{2,20}){0,2}){0,3}"
_LIVES = r"(?:li(?:ves?|ved|ving)(?: (?:at|in|on))?|stay(?:s|ing)?(?: at)?|moved (?:to|into|in to)|address(?:es)?(?: is| was|:)?|adress?(?: is|:)?|addr(?: is|:)?|visit(?:s|ing)?(?: at| to)?|deliver(?:ed|y)?(?: it)? (?:to|at)|drop(?:ped)? (?:it|off|them) (?:at|to|off at)|(?:client|lady|man|gent|gentleman|customer|resident|she|he|she's|he's|shes|hes|they|is|home|house|call|cal+|property|sensor|patient) (?:is )?at|go(?:ing)? to|round (?:at|to)|sent (?:to|me to)|based at|over at|postal|post it to|resides at|keys? (?:to|for))"

_FLAT = r"(?:flat|apartment|apt|bungalow|unit|studio|plot|caravan)"
_COUNT = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?)"
_AMOUNT = r"(?:am|pm|mins?|minutes?|hours?|hrs?|days?|weeks?|months?|years?|yrs?|times?|people|residents?|staff|o'?clock|percent|per|degrees|mg|ml|x|seconds?|secs?|places?|steps?|of|out|or more|more|ways?|beds?|nights?|stars?|th|st|nd|rd|goes|attempts?|\d)"
_NO_AMOUNT = rf"(?![\w%:/]|[.,-]\d| ?{_AMOUNT}\b)"
_SOMEBODY = r"(?:lady|man|gent|gentleman|guy|chap|fella|bloke|residents?|client|patient|woman|her|him|he|she|person|lad|girl|couple|someone|somebody|bell|call ?bell|buzzer|sensor|mat|pendant|tv|alarm|guest|fellow|tenant|service user|su|fall|fell|tap|window|family|visitors?)"

_HOUSE = r"(?:(?-i:(?!Hi |Hello |Dear |Please |Can |The )(?:[A-Z][\w'-]{1,20} ){1,2}[A-Z][\w'-]{1,20}), ?)?"

_SHAPES: tuple[Shape, ...] = (
    ("ADDRESS", pattern(rf"(?<![\w.,:£/-])(?P<it>{_FLAT},? ?(?:no\.? ?|number )?\d{{1,4}}[a-h]?,? (?:{_WORD} ){{1,3}}(?:{_STREET}|{_PERHAPS})\b{_TOWN})"), always),
    ("ADDRESS", re.compile(rf"(?<![\w.,:£/-])(?P<it>(?i:{_FLAT},? ?)\d{{1,4}}[a-h]?,? {_CAPITAL}(?: {_CAPITAL}){{0,2}}(?:, ?{_CAPITAL}(?: {_CAPITAL})?){{0,2}})"), always),
    ("ADDRESS", pattern(rf"(?<![\w.,:£/-])(?P<it>{_HOUSE}(?:{_FLAT} (?:\d{{1,4}}[a-h]?|[a-h]),? )?{_NUMBER},? (?:{_WORD} ){{1,3}}(?:{_STREET})\b\.?{_TOWN})(?!')"), always),
    ("ADDRESS", re.compile(rf"(?<![\w.,:£/-])(?P<it>(?i:{_NUMBER}),? (?:(?:{_CAPITAL}|of|the|on|le|la) ){{1,3}}(?:{_PERHAPS.title()})\b{_TOWN})"), always),
    ("ADDRESS", re.compile(rf"(?<![\w'-])(?P<it>(?:(?!The |A |In |At |On |My |Our |Your |Is |No |High )[A-Z][a-z'-]{{2,20}} ){{1,2}}(?:Cottage|House|Lodge|Farm|Villa|Barn|Hall),? (?:[A-Z][a-z'-]{{2,20}} ){{1,2}}(?:{_STREET.title()}|{_PERHAPS.title()})\b{_TOWN})"), always),
    ("ADDRESS", re.compile(rf"(?<![\w'-])(?P<it>(?!The |A |In |At |On |My |Our |Your |Is |No |High |Coronation |Sesame |Fleet |Downing |Wall |Oxford )[A-Z][a-z'-]{{2,20}} (?:Road|Rd|Street|Avenue|Ave|Lane|Crescent|Gardens|Terrace|Grove|Mews)\b{_TOWN})"), always),
    ("ADDRESS", re.compile(rf"(?<![\w.,:£/-])(?P<it>(?!Hi |Hello |Dear |Please )(?:{_CAPITAL} ){{1,2}}{_CAPITAL}, ?\d{{1,4}}[a-h]? {_CAPITAL}(?: {_CAPITAL}){{0,3}}(?:, ?{_CAPITAL}(?: {_CAPITAL})?){{0,3}})"), always),
    ("ADDRESS", re.compile(rf"(?<![\w.,:£/-])(?P<it>\d{{1,4}}[a-h]? {_CAPITAL} {_CAPITAL}(?: {_CAPITAL})?(?:, ?{_CAPITAL}(?: {_CAPITAL})?){{1,3}})"), always),
    ("ADDRESS", pattern(rf"\b{_LIVES} (?P<it>{_NUMBER},? (?:the )?(?:{_WORD} ){{1,3}}(?:{_STREET}|{_PERHAPS})\b{_TOWN})"), always),
    ("ADDRESS", pattern(rf"\b{_LIVES} (?P<it>{_NUMBER},? (?:the )?{_WORD}(?: (?-i:[A-Z])[\w'-]{{1,20}}){{0,2}}{_TOWN})(?=[ ]?(?:[.,;\n?]|$| and\b| but\b| -))"), always),
    ("ADDRESS", pattern(rf"\b(?:lives?|living|stays?|staying|moved|resides) (?:at|in|on|to|into) (?P<it>(?:{_WORD} ){{1,2}}(?:{_STREET})\b{_TOWN})"), always),
    ("ADDRESS", re.compile(rf"\b(?i:lives? (?:at|in|on)|address is|moved to|visit(?:ing)? (?:at )?) ?(?P<it>(?i:number |no )?\d{{1,4}}[a-h]?,? (?:The )?{_CAPITAL}(?: {_CAPITAL}){{0,2}})"), always),
    ("ADDRESS", pattern(rf"(?<![\w.,:£/-])(?P<it>{_NUMBER},? {_WORD}(?: {_WORD}){{0,4}}(?:(?:, ?|\n)[a-z]{{2,20}}(?: [a-z]{{2,20}})?){{0,3}}),?[ \n](?={_ANY_POSTCODE}\b)"), always),
    ("ADDRESS", pattern(rf"(?<![\w'-])(?P<it>(?-i:[A-Z])[\w'-]{{2,20}}(?: (?-i:[A-Z])[\w'-]{{2,20}}){{0,2}}(?:, ?(?-i:[A-Z])[\w'-]{{2,20}}){{1,3}}),?[ \n](?={_ANY_POSTCODE}\b)"), always),
    ("ADDRESS", re.compile(rf"\b(?i:lives? (?:at|in)|living (?:at|in)|address(?: is|:)?|adress(?: is|:)?|moved (?:to|into)|visit(?:ing)? at|stay(?:s|ing) at|deliver(?:ed)? to|home is) (?P<it>(?!(?:The|A|My|Our|His|Her|England|Wales|Scotland|London|UK)\b){_CAPITAL}(?: {_CAPITAL}){{0,2}}(?:, ?{_CAPITAL}(?: {_CAPITAL})?){{1,3}})"), always),
    ("ADDRESS", re.compile(rf"\b(?i:at|address(?: is|:)?|to|is|in|from) (?P<it>(?:The )?(?:{_CAPITAL} ){{1,2}}{_CAPITAL}, ?{_CAPITAL}(?: {_CAPITAL})?(?:, ?{_CAPITAL})?)"), always),
    ("ADDRESS", re.compile(rf"\b(?i:lives? (?:at|in)|living at|address(?: is|:)?|adress(?: is|:)?|visit(?:ing)? at|stay(?:s|ing) at) (?P<it>(?:The )?{_CAPITAL}(?: {_CAPITAL}){{1,2}})"), always),
    ("ROOM", pattern(rf"(?<!\w)(?P<it>(?:rooms?|rms?|rom|bed ?rooms?|beds?|flats?|apartments?|apts?|suites?|cabins?|bays?|bungalows?|chalets?|studios?|pods?)\.? ?(?:[:#-] ?)?(?:no\.? ?|num\.? |number |numbers |nr\.? ?|#)?\d{{1,3}} ?[a-d]?(?:(?: ?[,&/+] ?| and | or | to |-)\d{{1,3}}[a-d]?){{0,3}}){_NO_AMOUNT}"), always),
    ("ROOM", pattern(rf"(?<!\w)(?P<it>(?:room|rm|bed ?room|bed|flat|apartment)s? (?:no\.? |number )?(?!one\b){_COUNT}(?: and {_COUNT})?)\b(?! ?(?:{_AMOUNT}|feet|foot|way|stor(?:e)?y)\b)"), always),
    ("ROOM", pattern(r"(?<!\w)(?P<it>(?:room|flat|bed) number one)\b"), always),
    ("ROOM", pattern(rf"(?<!\w)(?P<it>(?:the )?ones? in (?:number |no\.? ?)?\d{{1,3}}[a-d]?)(?!\d){_NO_AMOUNT}"), always),
    ("ROOM", pattern(rf"\b{_SOMEBODY} (?:is |was |up |over |down |who is |whos |who's |that's |thats )?(?:in|at|from|of) (?P<it>(?:number |no\.? ?|num |#|nr )?\d{{1,3}}[a-d]?)(?!\d){_NO_AMOUNT}"), always),
    ("ROOM", pattern(rf"\b(?:in|at|from|visit|lady|man|gent|resident|client|opposite|outside|door|lives|near|by|neighbour|next to|into|check|checked|bell|buzzer) (?:the )?(?P<it>(?:number|no\.?|num|nr|#) ?\d{{1,3}}[a-d]?){_NO_AMOUNT}"), always),
    ("ROOM", pattern(r"(?:^|[.!?\n] ?)(?P<it>(?:number|no\.?|num|the one in|her in|him in) ?\d{1,3}[a-d]?) (?=wants?|keeps?|is\b|has\b|needs?|asked|asks|fell|wont|won't|refused|refuses|said|says|hasn|isn|cant|can't|pressed|presses|rang|called|been\b)"), always),
    ("ROOM", pattern(r"(?<![\w-])(?P<it>(?:rm|r) ?\d{1,3}[a-d]?)(?='s\b|s\b)"), always),
)  # fmt: skip


def _is_postcode(match: re.Match[str]) -> bool:
    """Not "s1 4th" or "b2 5gb"."""
    return not _ORDINAL.search(match["it"])


# Of a real area; or in capitals with a space, of any.
_POSTCODES: tuple[Shape, ...] = (
    ("POSTCODE", pattern(rf"(?<![\w-])(?P<it>{_POSTCODE})(?!\w)"), _is_postcode),
    ("POSTCODE", re.compile(r"(?<![\w-])(?P<it>[A-Z]{1,2}\d[\dA-Z]?[ \n.-]{1,2}\d[A-Z]{2})(?!\w)"), always),
    ("POSTCODE", pattern(r"\bpost ?code\b[^\d\n]{0,12}?(?<!\w)(?P<it>[a-z]{1,2}\d[\da-z]? ?\d[a-z]{2})(?!\w)"), always),
)
_WHOLE = _POSTCODES + _SHAPES


def find_addresses(plain: str) -> Iterator[Found]:
    """Each (start, end, type) in the plain text, surest first; they may overlap."""
    return found_by(_WHOLE, plain)
