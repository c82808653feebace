"""Web Push: a resident's own browsers are told of a notice, through the service of each browser's maker."""
