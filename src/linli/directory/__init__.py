"""An address book: which organisation and which building contact answers for which place."""
