"""The whole database in one sealed file, and back: with the roles, grants and policies that are the wall."""
