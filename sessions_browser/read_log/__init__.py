"""Who looked at what: an append-only record that shows when it was tampered with.

Three things together tell of a change by whoever can write the database but has not SECRET_KEY:
each entry has a number without gaps and a keyed MAC over all that it says; the *head* has a MAC
over the last number; and a *seal* covers each run of entries by count, last number and a digest. An
entry that was changed has a wrong MAC, one that was removed leaves a gap, a tail that was cut ends
before the head. Whoever puts back an older copy of the whole record, head and seals included, is
seen only from outside: by the lines that the logger `read_log` wrote for another system.

Keys are derived from SECRET_KEY, each for its own purpose, so that a copy of the database alone
proves and betrays nothing. Rolling it: put the old key into SECRET_KEY_FALLBACKS, restart, run
`manage.py read_log reseal`, which verifies everything under the old key and seals it under the new
one. From then on the old key is needed no more to prove the entries, but to find older entries by
e-mail or ID: a hash cannot be made anew from a hash.
"""
