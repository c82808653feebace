"""Reading Chinese official texts: their paragraphs, headings, number, issuer and dates, and what differs between two."""
