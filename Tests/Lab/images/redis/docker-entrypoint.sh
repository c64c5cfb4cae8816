#!/bin/sh
# Behaves like the entry point of the official Redis image: options or a configuration file mean
# redis-server, which gives up root for the user redis and, unless told otherwise, has no protected mode.
set -e
umask 0077
if [ "${1#-}" != "$1" ] || [ "${1%.conf}" != "$1" ]; then
  set -- redis-server "$@"
fi
if [ "$1" = redis-server ]; then
  case " $* " in
    *" --protected-mode "*) ;;
    *) if ! { [ -f "$2" ] && grep -q '^ *protected-mode' "$2"; }; then set -- "$@" --protected-mode no; fi ;;
  esac
  if [ "$(id -u)" = 0 ]; then
    find . \! -user redis -exec chown redis:redis '{}' +
    exec setpriv --reuid=redis --regid=redis --clear-groups --inh-caps=-all "$@"
  fi
fi
exec "$@"
