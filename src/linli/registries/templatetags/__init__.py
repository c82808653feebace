"""Tags and filters of the registries' pages."""
