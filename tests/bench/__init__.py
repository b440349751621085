"""Benchmarks, run by hand against a repository given by its path: `make bench REPO=/path/to/repository`."""
