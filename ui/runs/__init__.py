"""What is seen of runs: the bar, the chart, the strip, the title."""
