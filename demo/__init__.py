"""The portal with made-up data, and the people in it."""
