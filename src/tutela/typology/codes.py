"""The category codes that the database itself checks. A constraint is not data: a new category needs a migration."""

CATEGORY_CODES = ["ICV", "ICA", "IMI", "IIG", "IIC", "IBI", "URC", "COM"]
