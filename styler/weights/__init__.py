"""Network files: architectures, where files lie and whether they are whole, and how others' are brought in."""
