"""The enterprise: its record, and its rules by subject.

``record`` what an enterprise is; ``cost`` unit cost, mark-up, price; ``production`` orders, staff,
output, energy; ``money`` revenue to profit, shortage, credit; ``plans`` renewal and
upgrading; ``retrofit`` energy; ``digital`` systems; ``finance`` own funds, credit, equity;
``projects`` building;
``environment`` abatement; ``learning`` building, quality, efficiency, customers; ``fate``
exit, rescue, entry; ``closure`` inspection, closing and quiet reopening.
"""
