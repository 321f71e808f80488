"""Telling people: notices in the portal, mails, comments, and what each person wants to hear of."""
