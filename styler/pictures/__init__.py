"""Files to arrays and back, without PyTorch: decoding of every kind, colour management, scaling down, encoding,
saving.
"""
