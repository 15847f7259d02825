"""Deletes what topics of one partition hold, as brokers do when its time is over: delete_records.py BROKERS TOPIC..."""

import sys

from confluent_kafka import OFFSET_END, TopicPartition
from confluent_kafka.admin import AdminClient

ANSWER_S = 30.0


def main() -> None:
    brokers, *topics = sys.argv[1:]
    admin = AdminClient({"bootstrap.servers": brokers})
    places = [TopicPartition(topic, 0, OFFSET_END) for topic in topics]
    for deleted in admin.delete_records(places, request_timeout=ANSWER_S).values():
        deleted.result()


if __name__ == "__main__":
    main()
