"""OpenRosa, as ODK Collect speaks it: form list, form, submission."""
