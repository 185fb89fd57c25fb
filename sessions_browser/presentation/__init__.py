"""The words and shapes that people read. No HTML."""
