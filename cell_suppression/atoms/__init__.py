"""Small numbers: what may be shown, why it is safe, and how a reader would try to compute it.

Knows counts, sums and nothing else: no Django, no tables, no offices. `suppressor` decides,
`verifier` checks its certificate, `auditor` attacks what is left from the reader's side.
"""
