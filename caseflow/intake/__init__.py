"""Intake: a firm files in steps, answers what is asked, withdraws, appeals, says whether the money came."""
