"""How fast it is: one table of figures, measured on PostgreSQL over HTTP as people and programs use it."""
