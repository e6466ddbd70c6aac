"""Python now and then looks through all it holds for what nobody can reach any more. Of half a million objects that
stay anyway it takes 0.4 seconds each time, and nobody is answered meanwhile; at the start it does so several times."""

import gc


def hold() -> None:
    """What is there now stays: do not look through it again. Frees nothing less than before: what nobody refers to goes
    at once, only what refers to itself in a circle waits for `settle`."""
    gc.freeze()


def settle() -> None:
    """Look through everything once, then hold what is left."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
