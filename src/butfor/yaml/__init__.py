"""From text to plain data, the spans of that data in the text, and back."""
