"""Rules of surveys: whom to ask, when, and what counts as an answer; no I/O."""
