"""Change one place of the code at a time, and see whether a test notices.

``python -m tests.mutation --sample 40 --seed 1`` tries 40 mutants of each room and prints how many
were killed, and those that survived. ``--room typing`` tries one room; without ``--sample`` all its
mutants are tried, which takes hours.

A room is a package with the tests that belong to it; its modules are found by walking, so a new or
renamed one needs nothing here. The tests of a room are collected once and run once, each with
nothing kept of the one before, to see which lines it runs; that is kept for the next time. A
mutant of a function is put in its place in a fork, and the tests that run its line run there until
one fails, for at most --budget seconds as they were measured. A mutant of what
runs at import is imported in a fork that has imported nothing of ours yet; so is one of a function
that already ran at import, if it survives in its place. A mutant that takes far
longer than its tests do is killed, too.

Mutants that change nothing that anyone could notice are listed in equivalent.yaml, by what their
line was and is, each with the reason.
"""
