"""Sessions that leave as files: columns, their values, the files, and the work that fills them."""
