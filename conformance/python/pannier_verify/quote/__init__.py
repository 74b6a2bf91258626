"""Costing: what a tariff comes to on somebody's real use (spec/14-costing.md)."""
