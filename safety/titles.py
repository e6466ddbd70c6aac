"""What people are called before their names."""

TITLES = frozenset("mr mrs ms miss mister missus mstr master dr sr fr rev reverend prof professor sir dame".split())
# Titles that are also what people are called without a name, so they need one after them that looks it.
SOFT_TITLES = frozenset(
    """sister brother father mother aunt aunty auntie uncle nurse doctor pastor imam lady lord carer matron nana nan
    granny grandma grandad papa mama""".split()
)
SURE_TITLES = frozenset("mr mrs ms mstr mister missus sr".split())
