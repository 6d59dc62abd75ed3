"""From text to plain data with places, and back."""
