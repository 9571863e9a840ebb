"""The back end of the local review: a project file, who said what of which sentence, and what follows from it.

`store.Project` opens a project, one SQLite file. All else are functions of it: `reports` puts tagged reports in,
`items` shows sentences as one person may see them, `decisions` and `boundaries` take what a person does, `queue`
gives the next sentence, `people`, `adjudication`, `agreement` and `bias` are about several people, `chain` proves
that nobody changed the log.

The log of decisions is the truth; every other table about decisions follows from it (`replay.rebuild`).
"""
