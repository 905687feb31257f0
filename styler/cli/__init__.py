"""The command line: commands and their options, many jobs one after the other, and what is printed."""
