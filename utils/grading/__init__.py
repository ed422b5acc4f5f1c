"""Grading that survives real submissions: `python -m utils.grading` (see `__main__`).

The trust boundary runs between two processes. Outside, on the host, are the homework with its
solutions and hidden checks, the grade book and the driver; inside, in a sandbox that sees none of
these, is the kernel, which belongs to the submission. Checks cross the boundary as the text of the
cell being run, replies come back, and nothing that comes back is believed without evidence.

    intake      find and read what was handed in
    assignment  a homework: cells, points, digest
    merge       the student's answers in the instructor's notebook
    sandbox, jail, watch   where the kernel runs, and its limits
    kernel      messages to and from it
    trust, probe   whether checks still check
    restore     names that a student uses otherwise than a check
    run         one notebook, cell by cell
    worker, jobs   one submission in a process of its own
    results, book, pages   statuses, table, nbgrader's grade book, what people see
    course      a folder of submissions
"""
