"""Copies the report and changes nothing. Score: 0 of 2."""

report = report_suspect
