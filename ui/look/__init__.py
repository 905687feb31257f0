"""How the program looks and speaks, without any state: theme, widgets, words and numbers, commands, language."""
