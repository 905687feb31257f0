"""How much memory there is and how it is dealt out, without PyTorch: the budget, a level's tiles and plan, the
forecast.
"""
