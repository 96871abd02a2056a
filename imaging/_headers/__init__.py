"""One parser per container, each a pure reader of bytes; `imaging.header` chooses among them."""
