"""Tariffs: what a product costs, as a document (spec/13-tariffs.md)."""
