"""What every request passes before a route: host, size, who is asking, whether they may."""
