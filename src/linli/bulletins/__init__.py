"""What is published of health: figures with their methods, small numbers kept back."""
