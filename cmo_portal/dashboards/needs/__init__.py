"""What needs a person: found by rules, ranked by weight, severity and novelty, told in a sentence, with what to do about it."""
