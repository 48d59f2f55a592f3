"""The respondent's own side of a measure: who holds the code of its letter reads the allegation and answers it."""
