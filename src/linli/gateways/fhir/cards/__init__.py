"""Registry cards as FHIR R4: one form, written and read here, for what hospitals send in and what goes up to the city."""
