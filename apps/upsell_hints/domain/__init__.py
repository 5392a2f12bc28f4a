"""Rules of hints: what could help this customer, and whether now is the moment; no I/O."""
