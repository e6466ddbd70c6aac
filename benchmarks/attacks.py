"""How long the worst inputs take: python -m benchmarks.attacks. Each must stay under a second; exit status 1 if not."""

import json
import sys
import time
from collections.abc import Callable, Iterator

from chat.incoming import Channel, Incoming
from chat.protection import protect
from safety.phrase_files import load_phrases

LIMIT = 1.0  # seconds
SIZE = 65_000  # what the doors let through
SEEDS = (
    *"a 1 . - @ a@ a. 1- 12- aA ' ’s é 😀 ( [ <a> ${ {{ \\ i̇ ﬁ ß http://a.b/".split(),
    *" \n\r\x00\u200b\u202e\u0301\u2028\ud800",
    *(
        "0 |07 |mr |mr a |Mrs Smith |nhs number |nhs number 1 |dob |born on 1.|room |flat 1|12 high |12 high street |"
        "account no |pin is |key safe code |door a b |sort code 12-|sw1a 1aa |ab123456c |not |is he |never |"
        "he is not breathing |what should i do if "
    ).split("|"),
    "a" * 50 + " ",
    "é" * 50 + "\u0301",
)


def inputs() -> Iterator[tuple[str, str]]:
    """What each is called, and the text."""
    for seed in SEEDS:
        yield repr(seed), (seed * SIZE)[:SIZE]
        yield f"{seed!r} then another end", (seed * SIZE)[: SIZE - 2] + "!x"


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    phrases = load_phrases()
    protect(Incoming(Channel.WEB, "", "", text="warm up"), phrases)
    worst = sorted(
        (
            (timed(lambda t=text: protect(Incoming(Channel.WEB, "", "", text=t), phrases)), name)
            for name, text in inputs()
        ),
        reverse=True,
    )
    for took, name in worst[:8]:
        print(json.dumps({"seconds": round(took, 3), "input": name[:60]}))
    print(f"{len(worst)} inputs of {SIZE:,} letters; the slowest took {worst[0][0]:.3f} s.")
    sys.exit(worst[0][0] > LIMIT)


if __name__ == "__main__":
    main()
