"""The one state of the window, and the run thread.

`session` is the door to its parts: what is chosen and how that is undone (`choosing`, `choices`, `undo`), the run that
goes on (`running`, `current`, `run_thread`), what a run costs here (`cost`), its losses (`loss_history`), the pictures
that were made (`gallery`) and where they lie (`scratch`). Beside it: `settings`, `presets`, `shelves`, and `recovery`.
"""
