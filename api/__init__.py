"""The web door: pages for people, and the JSON that scripts use."""
