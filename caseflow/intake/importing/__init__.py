"""A spreadsheet of complaints: read, checked row by row, and entered by the one rule of clerk entry."""
