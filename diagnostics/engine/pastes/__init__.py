"""What people paste: one file as a rule, else a post, a transcript or several files, parted into documents."""
