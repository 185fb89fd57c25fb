"""Exports over the emulator: the work that makes a file, killed and gone on with."""
