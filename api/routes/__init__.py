"""JSON over HTTP, one file a noun: parse, call one action, render."""
