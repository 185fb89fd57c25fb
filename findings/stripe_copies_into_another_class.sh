#!/usr/bin/env bash
# stripe 16.1.0: a copy of a Session is no Session and not equal to it, and a copied list has no pages.
# Promised: copy.copy() makes an object of the same kind (Python's documentation, "copy"), and the
#           package defines both kinds of copying itself. == compares class and values.
# Happens:  copy() and deepcopy() always make a bare StripeObject: all values are there and no method
#           of the class, and == says False because the classes differ. dataclasses.asdict() copies
#           deeply as well. Pickling alone keeps the class, so that what a cache gives back is equal
#           and what was copied in memory is not.
# Output:   copy: StripeObject, equal False, same values True, pages False
#           deepcopy: StripeObject, equal False, same values True, pages False
#           pickle: ListObject, equal True, same values True, pages True
#           a session out of dataclasses.asdict(): StripeObject
# We allow for it in: tests/emulator/test_official_client.py (compares sessions as to_dict())
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check stripe==16.1.0
cd "$folder" && venv/bin/python - <<'PYTHON'
import copy
import pickle
from dataclasses import asdict, dataclass

from stripe import ListObject
from stripe.checkout import Session

page = ListObject.construct_from(
    {
        "object": "list",
        "url": "/v1/checkout/sessions",
        "has_more": False,
        "data": [{"id": "cs_1", "object": "checkout.session", "amount_total": 4900}],
    },
    "sk_test_made_up",
)


@dataclass
class Found:
    session: Session


ways = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda value: pickle.loads(pickle.dumps(value)),
}
seen = {}
for name, way in ways.items():
    made = way(page)
    seen[name] = (
        type(made).__name__,
        made == page,
        made.to_dict() == page.to_dict(),
        hasattr(made, "auto_paging_iter"),
    )
    kind, equal, same, pages = seen[name]
    print(f"{name}: {kind}, equal {equal}, same values {same}, pages {pages}")
inner = type(asdict(Found(page.data[0]))["session"]).__name__
print(f"a session out of dataclasses.asdict(): {inner}")
bare = ("StripeObject", False, True, False)
kept = ("ListObject", True, True, True)
assert seen == {"copy": bare, "deepcopy": bare, "pickle": kept}, "the behaviour has changed"
assert inner == "StripeObject", "the behaviour has changed"
PYTHON
