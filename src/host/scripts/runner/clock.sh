#!/bin/sh
# Time. Deadlines and durations are counted since the host started, on a clock that nobody sets: a small machine has no
# clock of its own, and its time of day jumps when the network comes. `date` is for people.

# A command substitution starts a process, so what is asked at each step sets a variable.
read_uptime() { # sets `up` to the seconds since the host started, with hundredths
  read -r up _ </proc/uptime
}
uptime_now() { # prints them
  read_uptime && printf '%s\n' "$up"
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
count_since() { # count_since TIME: sets `elapsed` to the seconds that have passed since read_uptime said that, with hundredths
  hundredths "$1"
  began=$hundredths
  read_uptime
  hundredths "$up"
  passed=$((hundredths - began))
  elapsed=$((passed / 100)).$((passed / 10 % 10))$((passed % 10))
}
since() { count_since "$1" && printf '%s' "$elapsed"; } # prints them

# When the host started, in time of day. It changes only if somebody sets the clock, so a change shows that.
time_of_start() { sed -n 's/^btime //p' /proc/stat; }
