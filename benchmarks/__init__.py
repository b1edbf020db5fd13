"""Benchmarks: one family of policies in any size, decided by several engines and checked first."""
