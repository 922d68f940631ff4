#!/bin/sh
# Installs or removes what makes the host recover from an interrupted deployment when it starts: one systemd unit of the account,
# with lingering, or one line of its crontab if there is no systemd.
#
# usage: boot.sh DIRECTORY on|off      (an absolute path)
# Prints what is installed now: "unit NAME", "cron", or "no". If that failed, prints why and what to do, in two lines, and exits with 1.
# DIRECTORY/.slipway/at-boot has the same line, and a second one, "lingering", if lingering was turned on for this.

# shellcheck source=runner/recover_script.sh
. "${0%/*}/runner/recover_script.sh"
set -u
directory=$1 wanted=$2
LC_ALL=C
export LC_ALL
umask 077
state=$directory/.slipway
digest=$(printf '%s' "$directory" | sha256sum | cut -c 1-8)
unit=slipway-recover-$digest.service
units=${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user
user=$(id -un)

give_up() { # give_up WHAT_WAS_FOUND WHAT_TO_DO
  printf '%s\n%s\n' "$1" "$2"
  exit 1
}

note_at_boot() {
  printf '%s\n' "$@" >"$state/at-boot" || give_up "$state/at-boot could not be written" "look at $state and its owner"
}

has_systemd() { command -v systemctl >/dev/null 2>&1 && [ -d /run/systemd/system ]; }
user_systemctl() { XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-/run/user/$(id -u)} systemctl --user "$@" >/dev/null 2>&1; }
lingers() { [ -e "/var/lib/systemd/linger/$user" ]; }

# As systemd reads it: in quotes, and without specifiers and variables.
unit_text() {
  plain=$(printf '%s' "$directory" | sed 's/%/%%/g')
  escaped=$(printf '%s' "$plain" | sed 's/["\\]/\\&/g; s/\$/$$/g')
  # The unit may start the process that watches a release, which has to run on after the unit.
  cat <<END
[Unit]
Description=Puts right what a deployment has left in $plain
ConditionPathExists=|$plain/.slipway/unfinished
ConditionPathExists=|$plain/.slipway/probation

[Service]
Type=oneshot
ExecStart=/bin/sh "$escaped/.slipway/recover"
TimeoutStartSec=infinity
KillMode=process

[Install]
WantedBy=default.target
END
}
install_unit() {
  # If it is installed again, what was turned on for it stays known.
  lingering=$(grep -Fx lingering "$state/at-boot" 2>/dev/null)
  if ! lingers; then
    problem=$(loginctl enable-linger "$user" 2>&1)
    lingers || give_up "lingering for $user could not be turned on: $(printf '%s' "$problem" | tail -n 1)" "sudo loginctl enable-linger $user"
    lingering=lingering
  fi
  if ! mkdir -p -- "$units/default.target.wants" || ! unit_text >"$units/$unit" || ! chmod 644 "$units/$unit" ||
    ! ln -sf "../$unit" "$units/default.target.wants/$unit"; then
    give_up "the unit could not be written to $units" "look at that directory and its owner"
  fi
  # A running user manager reads the unit now; otherwise it does so when it starts.
  user_systemctl daemon-reload
  note_at_boot "unit $unit" ${lingering:+"$lingering"}
}
remove_unit() {
  rm -f -- "$units/default.target.wants/$unit" "$units/$unit" ||
    give_up "the unit could not be removed from $units" "look at that directory and its owner"
  user_systemctl daemon-reload
  # Other units of the account may need lingering by now.
  for other in "$units"/*.wants/*; do
    if [ -h "$other" ]; then return 0; fi
  done
  if grep -Fqx lingering "$state/at-boot" 2>/dev/null; then loginctl disable-linger "$user" >/dev/null 2>&1; fi
}

# Sets `lines` to the account's crontab without our line. A crontab that cannot be read does not count as empty.
read_crontab() {
  if lines=$(crontab -l 2>&1); then
    lines=$(printf '%s\n' "$lines" | grep -Fv "# $unit")
    return 0
  fi
  case $lines in
    *'no crontab for'* | *"can't open"*) lines= ;;
    *) give_up "the crontab of $user could not be read: $(printf '%s' "$lines" | tail -n 1)" "look at it on the host: crontab -l" ;;
  esac
}
install_line() {
  command -v crontab >/dev/null 2>&1 || give_up "neither systemd nor crontab is there" "install cron, or call .slipway/recover yourself when the host starts"
  read_crontab
  command=$(printf '/bin/sh %s >/dev/null 2>&1' "$(quoted "$state/recover")" | sed 's/%/\\%/g')
  printf '%s\n' ${lines:+"$lines"} "@reboot $command # $unit" | crontab - ||
    give_up "the crontab of $user could not be written" "look at it on the host: crontab -e"
  note_at_boot cron
}
remove_line() {
  read_crontab
  if [ -n "$lines" ]; then printf '%s\n' "$lines" | crontab -; else crontab -r; fi ||
    give_up "the crontab of $user could not be written" "take the line of .slipway/recover out of it: crontab -e"
}

installed=$(head -n 1 "$state/at-boot" 2>/dev/null)
if [ "$wanted" = on ]; then
  install_recover || give_up ".slipway/recover could not be written" "look at $state and its owner"
  if has_systemd; then install_unit; else install_line; fi
  head -n 1 "$state/at-boot"
else
  case $installed in unit*) remove_unit ;; cron) remove_line ;; esac
  rm -f -- "$state/at-boot" || give_up "$state/at-boot could not be removed" "look at $state and its owner"
  echo no
fi
