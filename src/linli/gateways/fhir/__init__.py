"""FHIR R4: devices and other systems post what they measured, and read what they may."""
