"""Forms of the portfolio, one module for each noun."""
