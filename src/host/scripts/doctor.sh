#!/bin/sh
# Looks for problems on a host. Changes nothing.
#
# Runs after probe.sh, status.sh and runner/redact.sh in the same shell, whose functions and variables it uses, so that all are
# one round trip: cat probe.sh status.sh runner/redact.sh doctor.sh | sh -s DIRECTORY '' '' DEVICE…
#   DEVICE…  device files that the compose file asks for
#
# Prints records as probe.sh does.

# shellcheck disable=SC2154 # probe.sh sets them
# shellcheck disable=SC2317 # say and have are functions of probe.sh

set -u
shift 3

# The output of containers may have secret values of any release that is kept here.
list_files_with_values() {
  for store in "$state"/secrets/*/; do
    if [ -f "$store/digests" ]; then list_files_of "${store%/}" || return 1; fi
  done
}

say groups "$(id -Gn)"
say zone "$(date +%z)"
if have timedatectl; then say clock-synchronised "$(timedatectl show -p NTPSynchronized --value 2>/dev/null)"; fi
say path "$PATH"

# Where a Raspberry Pi's kernel gets its options from.
for file in /boot/firmware/cmdline.txt /boot/cmdline.txt; do
  if [ -f "$file" ]; then say kernel-options-file "$file"; break; fi
done
if [ -r /sys/fs/cgroup/cgroup.controllers ]; then
  say controllers "$(cat /sys/fs/cgroup/cgroup.controllers)"
elif [ -r /proc/cgroups ]; then
  say controllers "$(awk '$1 !~ /^#/ && $4 == 1 { printf "%s%s", separator, $1; separator = " " }' /proc/cgroups)"
fi

if [ "$running" != unknown ]; then
  say docker-info "$(docker info --format '{{.MemoryLimit}} {{.SwapLimit}} {{.CgroupVersion}} {{.Driver}} {{.LoggingDriver}} {{.OSType}}' 2>/dev/null)"
  if dangling=$(docker images --quiet --filter dangling=true 2>/dev/null); then
    say dangling-images "$(printf '%s' "$dangling" | grep -c .)"
  fi
  # The exit statuses and last lines of containers that do not run.
  if [ -n "$containers" ]; then
    # shellcheck disable=SC2086 # container ids: words of hexadecimal digits
    if ! ended=$(docker inspect --format '{{.ID}} {{index .Config.Labels "com.docker.compose.service"}} {{.State.Status}} {{.State.ExitCode}} {{.State.OOMKilled}} {{if .State.Health}}{{.State.Health.Status}}{{else}}-{{end}} {{with index .Config.Labels "com.docker.compose.oneoff"}}{{.}}{{else}}-{{end}} {{printf "%q" .State.Error}}' $containers 2>&1); then
      unasked "how its containers ended" "$ended"
      ended=
    fi
    while read -r id service status code killed health oneoff error; do
      if [ -z "$id" ] || [ "$oneoff" = True ]; then continue; fi
      case "$status $health $code" in
        "running healthy "* | "running - "* | "running starting "* | "exited "*" 0") continue ;;
      esac
      # One line, whatever the engine printed.
      error=${error#?} error=${error%?}
      say unhealthy "$service $status $code $killed $health $(printf '%s\n' "$error" | redact | tr '\n' ' ')
$(docker logs --tail 8 "$id" 2>&1 | tail -n 8 | redact | cut -c 1-300)"
    done <<END
$ended
END
  fi
fi

# Whether the engine limits its build cache by itself. Nothing else of the file is read.
for file in "${XDG_CONFIG_HOME:-$HOME/.config}/docker/daemon.json" /etc/docker/daemon.json; do
  if [ -f "$file" ] && [ -r "$file" ]; then
    say builder-settings "$(tr '\n\t' '  ' <"$file" | sed -n 's/.*\("builder" *: *{.*\)/\1/p')"
    break
  fi
done

for device do
  if [ -e "$device" ]; then
    # shellcheck disable=SC2012 # of one file, for its group
    say device "$device yes $(ls -ldL -- "$device" | awk '{ print $4 }')"
  else
    say device "$device no -"
  fi
done

# Git refuses a directory that belongs to somebody else.
if [ -d "$journal" ]; then
  # shellcheck disable=SC2012 # of one file, for its owner
  say journal-owner "$(ls -ld -- "$journal" | awk '{ print $3 }')"
fi

# What RECOVER_AT_BOOT has installed.
at_boot=$(head -n 1 "$state/at-boot" 2>/dev/null)
units=${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user
case $at_boot in
  'unit '*)
    unit=${at_boot#unit }
    if [ ! -f "$units/$unit" ] || [ ! -h "$units/default.target.wants/$unit" ]; then
      say boot-problem "the systemd unit $unit is no longer in $units"
    elif [ ! -e "/var/lib/systemd/linger/$(id -un)" ]; then
      say boot-problem "lingering is off, so that the units of $(id -un) start when somebody logs in: sudo loginctl enable-linger $(id -un)"
    fi
    ;;
  cron)
    # Another deployment's line is not this one's; a crontab that is gone has none.
    if ! crontab -l 2>/dev/null | grep -Fq "# slipway-recover-$(printf '%s' "$directory" | sha256sum | cut -c 1-8).service"; then
      say boot-problem "the line of $state/recover is not in the crontab, or the crontab cannot be read"
    fi
    ;;
esac
