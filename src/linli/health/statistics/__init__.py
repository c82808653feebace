"""Public-health statistics over plain numbers: no Django, no database, usable alone as a library.

rates        crude, age-specific and standardised rates with intervals, cumulative rate and risk
populations  the standard populations that rates are compared by
mortality    life table, probability of dying between 30 and 70
recapture    how many there are, from two or three incomplete lists
suppression  which small numbers of a table are kept back, and what they could be worked out from

Rates are per person; multiply them for print. Whatever does not fit is an UnfitTable that names row and value.
"""
