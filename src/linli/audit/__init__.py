"""Who did and who saw what: the hash chain, its verifier, and answers remembered for repeated requests."""
