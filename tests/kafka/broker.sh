#!/bin/sh
# A real Apache Kafka (KRaft mode, no ZooKeeper) on loopback, for tests and for trying out.
#
#   broker.sh up DIR [NODES [OWNER]]  starts 1 or 3 nodes with their data under DIR, waits until they answer, prints their
#                                     addresses; they end by themselves once the process OWNER is gone
#   broker.sh secure DIR [OWNER]      starts 1 node that also listens with TLS and passwords (SCRAM-SHA-512 and PLAIN), prints
#                                     the plain address and the secure one; its secrets are in DIR/secrets, see certificates.sh
#   broker.sh down DIR                stops all nodes
#   broker.sh kill DIR NODE           kill -9 of one node        broker.sh start DIR NODE   starts it again
#   broker.sh pause DIR NODE          freezes one node           broker.sh resume DIR NODE  thaws it
#   broker.sh jars                    fetches the jars only
#
# Needs Java 17 or newer and Maven; the jars come from Maven Central once and stay in target/kafka.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
libs=${ESTAFETA_KAFKA_LIBS:-$here/../../target/kafka/libs}
ready_max_s=120
# The address of the listener with TLS and passwords, where there is one.
secure=

fail() {
    echo "broker.sh: $1" >&2
    exit 1
}

check_java() {
    command -v java >/dev/null 2>&1 ||
        fail "java is missing; mend: install a Java runtime, 17 or newer (Debian: apt-get install openjdk-17-jre-headless), or let ESTAFETA_KAFKA name a running broker"
    major=$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
    [ "${major:-0}" -ge 17 ] ||
        fail "java is version ${major:-unknown}; mend: put Java 17 or newer first in PATH, Kafka 4 needs it"
}

fetch_jars() {
    mkdir -p "$libs"
    # Two test binaries may come here at once.
    exec 9>"$libs/../libs.lock"
    flock 9
    if [ ! -e "$libs/complete" ]; then
        command -v mvn >/dev/null 2>&1 ||
            fail "mvn is missing; mend: install Maven (Debian: apt-get install maven), or let ESTAFETA_KAFKA_LIBS name a folder with Kafka's jars and an empty file \`complete\`"
        echo "broker.sh: fetching Apache Kafka from Maven Central (44 MB, once)" >&2
        mvn -B -q -f "$here/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
            -DincludeScope=runtime -DoutputDirectory="$libs" >&2 ||
            fail "Maven could not fetch Kafka; mend: see its lines above, most often there is no way to the registry"
        touch "$libs/complete"
    fi
    exec 9>&-
}

kafka() {
    # The JVM must not hold our locks or pipes.
    java -Xms128m -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
        -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$libs/*" "$@"
}

free_ports() {
    python3 -c '
import socket, sys
taken = [socket.socket() for _ in range(int(sys.argv[1]))]
for s in taken: s.bind(("127.0.0.1", 0))
print(*[s.getsockname()[1] for s in taken])' "$1"
}

start_node() {
    (
        cd "$dir/n$1"
        setsid java -Xms128m -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
            -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$libs/*" \
            kafka.Kafka server.properties >>broker.log 2>&1 </dev/null &
        echo $! >pid
    )
}

# A node answers when it lists itself in the metadata; an open port says little.
await_ready() {
    n=$1
    port=$(cat "$dir/n$n/port")
    waited=0
    until python3 "$here/answers.py" "$port" "$nodes"; do
        kill -0 "$(cat "$dir/n$n/pid")" 2>/dev/null ||
            fail "node $n ended; the end of $dir/n$n/broker.log: $(tail -n 5 "$dir/n$n/broker.log")"
        waited=$((waited + 1))
        [ "$waited" -lt $((ready_max_s * 5)) ] || fail "node $n gave no answer within $ready_max_s s; see $dir/n$n/broker.log"
        sleep 0.2
    done
}

up() {
    nodes=${1:-1}
    owner=${2:-}
    check_java
    fetch_jars
    mkdir -p "$dir"
    dir=$(cd "$dir" && pwd)
    set -- $(free_ports $((nodes * 2)))
    voters='' brokers='' n=1
    while [ "$n" -le "$nodes" ]; do
        mkdir -p "$dir/n$n"
        echo "$1" >"$dir/n$n/port"
        echo "$2" >"$dir/n$n/controller"
        voters="$voters${voters:+,}$n@127.0.0.1:$2"
        brokers="$brokers${brokers:+,}127.0.0.1:$1"
        shift 2
        n=$((n + 1))
    done
    replicas=1 min_isr=1 users=''
    [ "$nodes" -lt 3 ] || { replicas=3 min_isr=2; }
    # A folder that was used before keeps its data, which belongs to a cluster of that id.
    [ -e "$dir/id" ] || kafka kafka.tools.StorageTool random-uuid 2>/dev/null >"$dir/id"
    id=$(cat "$dir/id")
    for n in $(seq "$nodes"); do
        sed -e "s|@NODE@|$n|; s|@VOTERS@|$voters|; s|@PORT@|$(cat "$dir/n$n/port")|" \
            -e "s|@CONTROLLER_PORT@|$(cat "$dir/n$n/controller")|; s|@DIR@|$dir/n$n|" \
            -e "s|@REPLICAS@|$replicas|; s|@MIN_ISR@|$min_isr|" "$here/server.properties" >"$dir/n$n/server.properties"
        [ -z "$secure" ] || { open_secure_port; users="--add-scram SCRAM-SHA-512=[name=estafeta,password=$(cat "$dir/secrets/password")]"; }
        # shellcheck disable=SC2086 # nothing, or an option with its value
        kafka kafka.tools.StorageTool format --ignore-formatted -t "$id" $users -c "$dir/n$n/server.properties" \
            >"$dir/n$n/format.log" 2>&1 || fail "cannot format node $n: $(tail -n 3 "$dir/n$n/format.log")"
        start_node "$n"
    done
    echo "$nodes" >"$dir/nodes"
    for n in $(seq "$nodes"); do
        await_ready "$n"
    done
    [ -z "$secure" ] || brokers="$brokers $secure"
    echo "$brokers" >"$dir/brokers"
    if [ -n "$owner" ]; then
        setsid sh "$here/broker.sh" follow "$dir" "$owner" >/dev/null 2>&1 </dev/null &
    fi
    echo "$brokers"
}

# A second listener of node 1, whose clients show a name and a password over TLS.
open_secure_port() {
    sh "$here/certificates.sh" "$dir/secrets"
    secure=127.0.0.1:$(free_ports 1)
    plain='org.apache.kafka.common.security.plain.PlainLoginModule required'
    sed -i -e "s|^listeners=.*|&,SASL_SSL://$secure|; s|^advertised.listeners=.*|&,SASL_SSL://$secure|" \
        -e 's|^listener.security.protocol.map=.*|&,SASL_SSL:SASL_SSL|' "$dir/n1/server.properties"
    cat >>"$dir/n1/server.properties" <<PROPERTIES
ssl.keystore.type=PEM
ssl.keystore.location=$dir/secrets/server.pem
sasl.enabled.mechanisms=SCRAM-SHA-512,PLAIN
listener.name.sasl_ssl.plain.sasl.jaas.config=$plain user_estafeta="$(cat "$dir/secrets/password")";
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
PROPERTIES
}

pids() {
    cat "$dir"/n*/pid 2>/dev/null || true
}

# SIGTERM to all at once: of three nodes the last one never ends by itself, its shutdown wants a quorum.
down() {
    for pid in $(pids); do
        kill -CONT "$pid" 2>/dev/null || true
        kill -TERM "$pid" 2>/dev/null || true
    done
    waited=0
    while [ "$waited" -lt 50 ]; do
        alive=0
        for pid in $(pids); do
            kill -0 "$pid" 2>/dev/null && alive=1
        done
        [ "$alive" -eq 1 ] || break
        waited=$((waited + 1))
        sleep 0.2
    done
    for pid in $(pids); do
        kill -KILL "$pid" 2>/dev/null || true
    done
    rm -f "$dir"/n*/pid
}

command=${1:-}
[ "$command" = jars ] || [ $# -ge 2 ] || fail "usage: broker.sh up|secure|down|kill|start|pause|resume|jars DIR [...]; see the top of the file"
dir=${2:-}
case $command in
    jars) check_java; fetch_jars ;;
    up) up "${3:-1}" "${4:-}" ;;
    secure) secure=1; up 1 "${3:-}" ;;
    down) down ;;
    kill) kill -KILL "$(cat "$dir/n$3/pid")" ;;
    start) nodes=$(cat "$dir/nodes"); start_node "$3"; await_ready "$3" ;;
    pause) kill -STOP "$(cat "$dir/n$3/pid")" ;;
    resume) kill -CONT "$(cat "$dir/n$3/pid")" ;;
    follow)
        while kill -0 "$3" 2>/dev/null; do sleep 1; done
        down
        rm -rf "$dir"
        ;;
    *) fail "unknown command $command" ;;
esac
