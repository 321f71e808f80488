"""The palette: one place to find a project, an objective, a person, a page or an action."""
