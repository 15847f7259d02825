"""Prints all committed records of a topic as JSON lines, read by Confluent's client: read_committed.py BROKERS TOPIC."""

import json
import sys

from confluent_kafka import Consumer, KafkaError, TopicPartition

SILENCE_S = 30.0


def main() -> int:
    brokers, topic = sys.argv[1:3]
    consumer = Consumer(
        {
            "bootstrap.servers": brokers,
            "group.id": "outside-reader",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
            "enable.partition.eof": True,
        }
    )
    partitions = consumer.list_topics(topic, timeout=SILENCE_S).topics[topic].partitions
    consumer.assign([TopicPartition(topic, partition, 0) for partition in partitions])
    open_partitions = set(partitions)
    while open_partitions:
        message = consumer.poll(SILENCE_S)
        if message is None:
            print(f"nothing came for {SILENCE_S} s", file=sys.stderr)
            return 1
        if message.error():
            if message.error().code() != KafkaError._PARTITION_EOF:
                print(message.error(), file=sys.stderr)
                return 1
            open_partitions.discard(message.partition())
            continue
        value = message.value()
        print(
            json.dumps(
                {
                    "key": message.key().decode(),
                    "value": None if value is None else value.decode(),
                    "headers": {name: text.decode() for name, text in message.headers() or []},
                }
            )
        )
    consumer.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
