"""The portal over JSON: channels and articles, policies."""
