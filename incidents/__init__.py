"""What must not wait or be forgotten: alerts, evidence held for the lead, and cases with a clock."""
