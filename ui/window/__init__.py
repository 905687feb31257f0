"""Arranges the parts and connects them; no logic of its own."""
