"""Deaths, tumours, heart and brain events: reported, checked, told apart, counted."""
