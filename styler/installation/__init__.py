"""Whether PyTorch is there, can be loaded, and can use the cards that there are; the command that puts it right."""
