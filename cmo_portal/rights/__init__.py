"""Who can see what, and why: by person and by project, for administrators."""
