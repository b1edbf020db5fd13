"""Decision IR and facts to decision. Needs attrs and nothing else."""
