"""VGG on a device: its features and their ways back, fast convolutions, precision, and tensors from pictures."""
