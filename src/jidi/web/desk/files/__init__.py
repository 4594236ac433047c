"""附件: giving a file to whoever sees its owner."""
