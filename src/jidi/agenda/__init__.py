"""What waits for whom, until when: work items and running clocks. Everything else about a thing lies with its room."""
