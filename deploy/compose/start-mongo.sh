#!/bin/bash
# Starts a member of the replica set. The key that members know each other by
# must belong to the server's user and be closed to others, which a mounted
# secret is not: so it is copied first.
set -euo pipefail
install -o mongodb -g mongodb -m 0400 /run/secrets/mongo_keyfile /tmp/keyfile
exec docker-entrypoint.sh mongod --replSet rongqiao --keyFile /tmp/keyfile --bind_ip_all
