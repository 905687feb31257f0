"""What is asked of the engine and what it tells, without PyTorch: jobs, levels, events, steering, print sizes, and
runs that were not finished.
"""
