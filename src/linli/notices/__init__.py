"""What people are told: notices in the house, and deliveries handed to gateways."""
