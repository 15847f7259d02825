"""Leaves a topic with an aborted transaction right before one that stays open: open_transaction.py BROKERS TOPIC.

The aborted record is written, then the open one, then the end of the aborted: so the last thing that a reader of committed
records may see is no record and no marker. Says "open", and aborts the open one when its input ends.
"""

import sys

from confluent_kafka import Producer

ANSWER_S = 30.0


def begun(brokers: str, topic: str, name: str) -> Producer:
    producer = Producer({"bootstrap.servers": brokers, "transactional.id": f"{topic}.{name}"})
    producer.init_transactions(ANSWER_S)
    producer.begin_transaction()
    producer.produce(topic, key=name, value="{}", partition=0)
    producer.flush(ANSWER_S)
    return producer


def main() -> None:
    brokers, topic = sys.argv[1:]
    aborted = begun(brokers, topic, "aborted")
    left_open = begun(brokers, topic, "open")
    aborted.abort_transaction(ANSWER_S)
    print("open", flush=True)
    sys.stdin.read()
    left_open.abort_transaction(ANSWER_S)


if __name__ == "__main__":
    main()
