"""A verifier of Pannier files, written from the specification alone."""
