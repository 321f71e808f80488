"""Files of factors and footprints, read into rows; the actions write them."""
