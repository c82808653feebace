"""Money in double entry: posted once, never edited, only reversed; every fund with its ceiling, every payment with two people."""
