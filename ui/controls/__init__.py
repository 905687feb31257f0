"""What can be set: the panel and its fields, presets, print size, and what Start will do."""
