"""What butfor withstands: broken wires, hostile files and checkouts, signals, full disks, arbitrary input.

Most of it runs by marker, in a minute or two each:

    pytest tests/robustness -m "robustness or interrupt"

and for longer by hand, with the options that conftest.py adds:

    pytest tests/robustness/test_fuzz.py -m robustness --seconds 600 --seed 7
    pytest tests/robustness/test_fuzz.py --foreign FOLDER -k without_an_error
    pytest tests/robustness -m "robustness or interrupt" --thorough
"""
