"""The legal desk: hours of lawyers, bookings, notes for who asked, and what people ask about."""
