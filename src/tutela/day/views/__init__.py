"""The pages of: what is somebody's own today: due, new, and waiting for others."""
