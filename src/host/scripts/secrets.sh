#!/bin/sh
# Stores the files of a release that are not in git, for its run to install. They arrive on standard input, as part of
# this script's arguments: no program gets them, or a digest of them, on its command line.
#
# usage: secrets.sh DIRECTORY NAME [PLACE DIGEST BASE64]…
#   DIRECTORY  absolute; its .slipway is there
#   NAME       of the directory below .slipway/secrets to put them in, new
#   DIGEST     sha256 of the content, in hexadecimal: stored under a key that only this host has
# Prints what failed; the exit status is 0 if everything is stored.

set -u
secrets=$1/.slipway/secrets name=$2
shift 2
LC_ALL=C
export LC_ALL
umask 077
exec 2>&1
set -e

mkdir -p -- "$secrets"
chmod 700 "$secrets"
# Two keys of one block each, as HMAC makes them from one key: from a digest in the journal nobody can find the content.
for key in inner outer; do
  if [ ! -s "$secrets/key.$key" ]; then
    head -c 64 /dev/urandom >"$secrets/key.new"
    mv -- "$secrets/key.new" "$secrets/key.$key"
  fi
done
keyed() { # keyed DIGEST
  inner=$({ cat -- "$secrets/key.inner" && printf '%s' "$1"; } | sha256sum)
  { cat -- "$secrets/key.outer" && printf '%s' "${inner%% *}"; } | sha256sum | cut -c 1-64
}

rm -rf -- "$secrets/$name.new"
mkdir -- "$secrets/$name.new" "$secrets/$name.new/files"
true >"$secrets/$name.new/digests"
while [ $# -ge 3 ]; do
  file=$secrets/$name.new/files/$1
  mkdir -p -- "${file%/*}"
  base64 -d >"$file" <<END
$3
END
  printf '%s %s\n' "$(keyed "$2")" "$1" >>"$secrets/$name.new/digests"
  shift 3
done
sync
mv -- "$secrets/$name.new" "$secrets/$name"
