"""One session explained: verdict, timeline, order, texts to copy. Pure."""
