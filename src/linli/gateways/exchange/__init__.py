"""The exchange: applications reported up to an organisation that works on another installation of Linli, and back."""
