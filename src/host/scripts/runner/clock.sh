#!/bin/sh
# Time. Deadlines and durations are counted since the host started, on a clock that nobody sets: a small machine has no
# clock of its own, and its time of day jumps when the network comes. `date` is for people.

uptime_now() { # seconds since the host started, with hundredths
  read -r up _ </proc/uptime && printf '%s\n' "$up"
}
whole_seconds() { # the same without hundredths
  up=$(uptime_now) && printf '%s\n' "${up%%.*}"
}
passed_since() { # passed_since WHOLE_SECONDS: how many seconds ago that was
  printf '%s\n' "$(($(whole_seconds) - $1))"
}
hundredths() { # hundredths TIME: sets `hundredths`
  fraction=${1#*.}00
  hundredths=$((${1%%.*} * 100 + 1${fraction%"${fraction#??}"} - 100))
}
since() { # since TIME: the seconds that have passed since uptime_now said that, with hundredths
  hundredths "$1"
  began=$hundredths
  hundredths "$(uptime_now)"
  passed=$((hundredths - began))
  printf '%d.%02d' "$((passed / 100))" "$((passed % 100))"
}

# When the host started, in time of day. It changes only if somebody sets the clock, so a change shows that.
time_of_start() { sed -n 's/^btime //p' /proc/stat; }
