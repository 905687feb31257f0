"""How pictures come in: wells, shelves, drops, and the reading of files."""
