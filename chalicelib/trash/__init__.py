"""Stories thrown away: out of everybody's sight, back within 30 days if wanted, then erased."""
