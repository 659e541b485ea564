"""What is somebody's own today: due, new, and waiting for others."""
