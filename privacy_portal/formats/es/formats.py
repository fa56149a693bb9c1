"""Spanish: a date of the law as 06/01/2027 would be June to one reader and January to another."""

SHORT_DATE_FORMAT = "j M Y"
