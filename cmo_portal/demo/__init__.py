"""The demo company, Groupe Vauterre: its facts as data (company/*.toml) and the code that writes two years of its life."""
