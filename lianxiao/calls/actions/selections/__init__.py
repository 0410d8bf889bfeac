"""A campus selection (校内遴选): prepared, judged, ranked, put on campus notice, chosen, approved."""
