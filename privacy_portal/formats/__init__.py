"""How are dates written where Django's own form could be misread? One module a language."""
