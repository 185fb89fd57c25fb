"""Real clients over the emulator, and other fakes under its check: `python -m tests.real_clients`.

Each is installed by pip or npm at the version given here, into a folder that is gone at the end, so
this needs a network and is no test. Continuous integration runs the official packages alone.
"""
