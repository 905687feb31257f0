"""Makes any objective small on a canvas: optimisers, the loop, and the way back when a step goes wrong. Knows no
style.
"""
