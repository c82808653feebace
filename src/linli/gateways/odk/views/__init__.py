"""Pages and endpoints, one module an audience."""
