"""The enterprise: its record, and its rules by subject.

``record`` what an enterprise is; ``cost`` unit cost, mark-up, price; ``production`` orders, staff,
output, energy; ``money`` revenue to profit, shortage, credit; ``plans`` renewal and
upgrading; ``retrofit`` energy; ``digital`` systems; ``projects`` finance and building;
``environment`` abatement; ``learning`` building, quality, efficiency, customers; ``fate``
exit, rescue, entry; ``closure`` inspection, closing and quiet reopening.
"""
