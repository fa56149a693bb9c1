"""How do staff sign in? django-allauth with a second factor, behind a gate of ours; see docs/decisions/0019."""
