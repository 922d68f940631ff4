#!/bin/sh
# The state of the containers and of the machine, for `slipway status`. Changes nothing.
#
# Runs after probe.sh in the same shell, whose functions and variables it uses, so that both are one round trip:
#   cat probe.sh status.sh | sh -s DIRECTORY '' ''
#
# Prints records as probe.sh does.

# shellcheck disable=SC2154 # probe.sh sets them
# shellcheck disable=SC2317 # say and have are functions of probe.sh
set -u

# What a control group uses, without the file cache that the kernel would give back: as `docker stats` counts.
memory_of() { # memory_of PID
  while IFS=: read -r _ controllers path; do
    case ,$controllers, in
      ,,) group=/sys/fs/cgroup$path usage=memory.current ;;
      *,memory,*) group=/sys/fs/cgroup/memory$path usage=memory.usage_in_bytes ;;
      *) continue ;;
    esac
    if used=$(cat "$group/$usage" 2>/dev/null); then
      awk -v used="$used" '
        $1 == "total_inactive_file" { total = $2; found = 1 }
        $1 == "inactive_file" { own = $2 }
        END { printf "%.0f", used - (found ? total : own) }' "$group/memory.stat" 2>/dev/null
      return
    fi
  done <"/proc/$1/cgroup"
}

# One line a container, in the order of the probe: "service oneoff name started-at memory-limit memory ports…"
container_usage() {
  # shellcheck disable=SC2086 # container ids: words of hexadecimal digits
  docker inspect --format '{{.State.Pid}} {{index .Config.Labels "com.docker.compose.service"}} {{with index .Config.Labels "com.docker.compose.oneoff"}}{{.}}{{else}}-{{end}} {{.Name}} {{.State.StartedAt}} {{.HostConfig.Memory}}{{range $port, $bindings := .NetworkSettings.Ports}}{{range $bindings}} {{.HostIp}}:{{.HostPort}}->{{$port}}{{end}}{{end}}' $containers 2>/dev/null |
    while read -r pid service oneoff name started limit ports; do
      memory=
      if [ "$pid" != 0 ]; then memory=$(memory_of "$pid" 2>/dev/null); fi
      printf '%s %s %s %s %s %s %s\n' "$service" "$oneoff" "${name#/}" "$started" "$limit" "${memory:--}" "$ports"
    done
}

# What docker keeps on the disk. It measures volumes and writable layers, which can take long on a small machine, so
# it gets two seconds. Of a host that is one of many nobody asks for it: text before this one sets `one_of_many`.
docker_disk() {
  if [ -n "${one_of_many:-}" ]; then return; fi
  have docker || return
  if have timeout; then limit='timeout 2'; else limit=; fi
  $limit docker system df --format '{{.Type}}	{{.TotalCount}}	{{.Active}}	{{.Size}}	{{.Reclaimable}}' 2>/dev/null || printf 'late\n'
}

size_of_disk() { df -Pk "$1" 2>/dev/null | awk 'NR == 2 { print $2 }'; }

# Docker counts while the rest is queried.
docker_disk | {
  if [ "$running" != unknown ] && [ -n "$containers" ]; then
    say container-usage "$(container_usage)"
  elif [ -n "${task_usage:-}" ]; then
    say container-usage "$task_usage"
  fi
  say disk-size "$(size_of_disk "$existing")"
  if [ -n "${root:-}" ]; then say docker-disk-size "$(size_of_disk "$root")"; fi
  say time "$(date +%s)"
  say processors "$(getconf _NPROCESSORS_ONLN 2>/dev/null || nproc 2>/dev/null)"
  if [ -r /proc/loadavg ]; then say load "$(cut -d ' ' -f 1-3 /proc/loadavg)"; fi
  if [ -r /proc/uptime ]; then say uptime "$(cut -d . -f 1 /proc/uptime)"; fi
  if [ -r /proc/meminfo ]; then
    say swap "$(awk '$1 == "SwapTotal:" { total = $2 } $1 == "SwapFree:" { free = $2 } END { print total, free }' /proc/meminfo)"
  fi
  # The processor's sensor if one has that name, otherwise the first one.
  sensor=
  for zone in /sys/class/thermal/thermal_zone*; do
    [ -r "$zone/temp" ] || continue
    case $(cat "$zone/type" 2>/dev/null) in
      *cpu* | *x86_pkg*) sensor=$zone; break ;;
    esac
    sensor=${sensor:-$zone}
  done
  if [ -n "$sensor" ]; then say temperature "$(cat "$sensor/temp" 2>/dev/null)"; fi
  # A Raspberry Pi's firmware says if it slowed down because of heat or a weak power supply.
  firmware=/sys/devices/platform/soc/soc:firmware/get_throttled
  if [ -r "$firmware" ]; then
    say throttled "$(cat "$firmware")"
  elif have vcgencmd && throttled=$(vcgencmd get_throttled 2>/dev/null); then
    say throttled "${throttled#*=0x}"
  fi
  say docker-disk "$(cat)"
}
