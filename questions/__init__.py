"""Questions asked, escalated to champions, replied to, and made into knowledge."""
