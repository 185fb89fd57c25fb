"""What the processes of a site know together: in Redis, or each process by itself."""
