"""The page that looks inside the network."""
