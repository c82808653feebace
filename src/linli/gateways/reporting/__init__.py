"""Health reports up and down three levels: district, city, province; each installation on a server of its own."""
