#!/bin/sh
# The engine that a release runs on: compose on this host, or the swarm that this host manages (ENGINE swarm). What differs is in
# stack.sh, nodes.sh and tasks.sh; lock, files, journal, way back and recovery are the same.

is_swarm() { [ "${engine:-compose}" = swarm ]; }
