"""The one state: choices, runs, settings, presets, recovery; and the run thread."""
