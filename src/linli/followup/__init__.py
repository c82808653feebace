"""People with high blood pressure or diabetes, visited to the national norm."""
