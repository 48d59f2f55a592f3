"""台账: the one case list within each actor's reach, and the auditor's look at the trail."""
