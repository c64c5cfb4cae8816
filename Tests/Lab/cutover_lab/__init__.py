"""The lab: two real systemd hosts and a laptop in network namespaces, their load, and the oracle that judges a run."""
