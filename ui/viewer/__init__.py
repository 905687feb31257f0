"""Pictures on the screen, of any size: what is drawn of them, zoom and pan, the line between before and after."""
