"""Tests of the verifier: what the examples of the text say, and what no vector can show."""
