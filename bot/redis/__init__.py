"""What is kept in Redis: jobs, what was told of heads, tokens, answers, facts, figures."""
