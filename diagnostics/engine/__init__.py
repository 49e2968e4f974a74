"""The engine of Verdict: text and rules in, a Report out.

Pure and typed: the standard library (and google-re2 for patterns that staff write), nothing else. No I/O, no
clock, no globals that change. `analysis.analyse` is the one door.
"""
