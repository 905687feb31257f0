"""Style transfer: the terms of J, its targets, where and how long a run goes on, and the run itself."""
