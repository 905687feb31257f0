"""How pictures leave: the dialog, names, options for print, and writing."""
