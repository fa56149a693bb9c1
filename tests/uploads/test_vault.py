"""Is a document at rest readable with its own key and in no other way, and is nothing left of one that was given up?"""
