"""Notifications: mails that tell creators what readers did."""
