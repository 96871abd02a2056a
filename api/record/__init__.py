"""The record: one file per noun, its table and its queries; foreign keys between nouns meet here only."""
