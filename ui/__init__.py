"""The window of Styler; Qt only. ``ui.app.main`` opens it."""
