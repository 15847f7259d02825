#!/bin/sh
# certificates.sh DIR: makes what a broker with TLS and passwords needs, new each time, for tests only.
#   ca.pem                     who signed the broker's certificate        other-ca.pem   somebody who did not
#   server.pem                 the broker's key and certificate for 127.0.0.1
#   password, wrong-password   of the user `estafeta`
set -eu
umask 077
mkdir -p "$1"
cd "$1"
command -v openssl >/dev/null 2>&1 || { echo "certificates.sh: openssl is missing; mend: apt-get install openssl" >&2; exit 1; }

authority() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$2" -keyout "$1.key" -out "$1.pem" 2>/dev/null
}

authority ca "Estafeta tests"
authority other-ca "Somebody else"
openssl req -newkey rsa:2048 -nodes -subj "/CN=127.0.0.1" -keyout server.key -out server.csr 2>/dev/null
echo "subjectAltName=IP:127.0.0.1" >server.ext
openssl x509 -req -days 2 -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -extfile server.ext -out server.crt 2>/dev/null
cat server.key server.crt >server.pem
openssl rand -hex 16 >password
openssl rand -hex 16 >wrong-password
