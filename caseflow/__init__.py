"""caseflow: complaints of small firms about unpaid bills and unfair treatment, from filing to write-off."""
