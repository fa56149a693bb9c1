"""What the people of the measurements answer, question by question, all but the contact."""

ANSWERS = {
    "for-whom": {"for_whom": ["SELF"]},
    "rights": {"rights": ["KNOW", "DELETE"]},
    "know": {"what": ["KNOW_SPECIFIC", "SOURCES"]},
    "period": {"period": ["EVERYTHING"]},
    "delete": {"scope": ["PARTS"], "parts": ["My newsletter history"]},
    "residence": {"resident": ["yes"]},
    "name": {"name": ["Rosa Example"]},
    "language": {"language": ["en"]},
}
