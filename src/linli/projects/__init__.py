"""The three lists: demands, resources and projects, how they are matched, and who claims a part."""
