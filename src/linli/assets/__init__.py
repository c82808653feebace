"""Idle state assets: who owns them, who may use them and who shares the income; leases, rent and arrears."""
