"""The summands of J, each in a file of its own with its formula, its slope and where it comes from. Each knows its own
targets and weights; the objective that adds them up (:mod:`styler.transfer.sum_of_terms`) knows none by name.

All are means, so that their weights mean the same at every size. L. A. Gatys, A. S. Ecker, M. Bethge, "Image Style
Transfer Using Convolutional Neural Networks" (CVPR 2016), whose equation numbers the docstrings cite, writes sums: with
N_l channels and M_l positions those and these means differ by the constant factors that each docstring names.
"""
