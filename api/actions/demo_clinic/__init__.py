"""The made-up clinic of `likeness demo`: its story as data, and the pictures that show it."""
