"""Posts of a community service company: applying, placement, hours worked, wages and payslips."""
