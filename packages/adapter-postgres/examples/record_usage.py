"""Places an order and records its usage, in one transaction of psycopg2.

DATABASE_URL says where the database is; each argument is an order: its id, its account, and how many units.
"""

import json
import os
import sys

import psycopg2

# region place-order
RECORD = "select tallyhour.record_usage(%s, %s, 'orders', %s, %s)"


def place_order(connection, order_id, account, units, placed_at):
    """Commits the order and its usage, or neither."""
    with connection, connection.cursor() as cursor:
        cursor.execute("insert into shop_order (id, account) values (%s, %s)", (order_id, account))
        cursor.execute(RECORD, (order_id, account, units, placed_at))
        return cursor.fetchone()[0]


# endregion


# region refusal
def refusal_of(error):
    """Returns what record_usage refused; None for any other error of the database."""
    if error.pgcode is None or not error.pgcode.startswith("TH"):
        return None
    return {"state": error.pgcode, "do": error.diag.message_hint, **json.loads(error.diag.message_detail)}


# endregion


def main():
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    for order in sys.argv[1:]:
        order_id, account, units = order.split(",")
        try:
            answer = place_order(connection, order_id, account, units, "2026-03-10T11:30:00Z")
        except psycopg2.Error as error:
            answer = refusal_of(error)
            if answer is None:
                raise
        print(json.dumps(answer))


main()
