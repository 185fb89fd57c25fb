"""Official clients, new and old, over the emulator: `python -m tests.real_clients`.

Each is installed by pip or npm into a folder of its own, so this needs a network and is no test.
"""
