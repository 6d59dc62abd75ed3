"""What a change does, in words: the same at the desk, in the hook and in CI."""
