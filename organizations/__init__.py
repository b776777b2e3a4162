"""Who may see what: people, organizations, memberships, the tenant scope and the doors."""
