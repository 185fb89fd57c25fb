"""How often Python looks for objects that hold each other, and at which of them."""

from __future__ import annotations

import gc

# New ones before it looks. A page of Stripe's has 5,000, of which none holds itself.
MOST_NEW = 10_000


def keep_what_is_loaded() -> None:
    """What is there now stays to the end of the process, so it need not be looked at again.

    Of a loaded site these are 100,000 objects: to look at them stops all threads for 0.05 s, which
    reading sessions brought about after each few thousand of them. When it is called again, what
    has been let go of since goes too.
    """
    gc.set_threshold(MOST_NEW)
    gc.unfreeze()
    gc.collect()
    gc.freeze()
