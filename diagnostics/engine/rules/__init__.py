"""Rules: conditions over named predicates, asked about the facts of a check."""
