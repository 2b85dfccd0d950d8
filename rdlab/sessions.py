"""Which class serves which kind of session. Names only: a worker imports what they name."""

SESSIONS = {
    "": "rdlab.lab.session:LabSession",
    "compare": "rdlab.compare.session:CompareSession",
    "learn": "rdlab.learn.session:LearnSession",
}
