"""Teams of volunteers, their activities, hours, certificates and what residents ask them for."""
