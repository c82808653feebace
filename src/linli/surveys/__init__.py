"""A survey from the drawn sample to the figure: questionnaire, interviews, weights, estimates."""
