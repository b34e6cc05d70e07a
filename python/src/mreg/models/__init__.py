"""Models as objects: written and loaded by their own libraries, checked, kept."""
