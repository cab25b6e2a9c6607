# shellcheck shell=sh disable=SC2034
# What the benchmarks beside JDBC have in common, to be sourced from the root of the repository: they build themselves,
# unless $built says that this is done, and start a PostgreSQL in a temporary folder, from /usr/lib/postgresql or the
# PATH, that ends with them. $postgres is its JDBC URL, empty if there is none.

target=benchmarks/target
work=$(mktemp -d)
postgres=

clean_up() {
  if [ -n "$postgres" ]; then
    as_owner "$bin/pg_ctl" -D "$work/data" -m immediate -w stop >&2
  fi
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# PostgreSQL refuses to run as root.
as_owner() {
  if [ "$(id -u)" = 0 ]; then
    (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups "$@")
  else
    "$@"
  fi
}

# Where PostgreSQL's programs are: Debian keeps them off the PATH.
find_postgres() {
  for initdb in /usr/lib/postgresql/*/bin/initdb "$(command -v initdb || true)"; do
    if [ -x "$initdb" ]; then
      dirname "$initdb"
      return
    fi
  done
}

# With the settings that initdb writes, on a port that is free.
start_postgres() {
  if [ "$(id -u)" = 0 ]; then
    chown postgres "$work"
  fi
  as_owner "$bin/initdb" -D "$work/data" -U sa -A trust >/dev/null
  for port in $(shuf -n 5 -i 20000-31999); do
    if as_owner "$bin/pg_ctl" -D "$work/data" -l "$work/log" -w \
      -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work" start >&2; then
      postgres="jdbc:postgresql://127.0.0.1:$port/postgres"
      return
    fi
  done
  cat "$work/log" >&2
  exit 1
}

if [ -z "${built:-}" ]; then
  mvn -B -ntp -q -pl benchmarks -am -DskipTests -Dspotless.check.skip=true package >&2
  mvn -B -ntp -q -f benchmarks/quartz-redis-jobstore.xml dependency:copy-dependencies \
    -DoutputDirectory="$PWD/$target/quartz-redis-jobstore" >&2
fi
database='no PostgreSQL here: its rows are left out'
bin=$(find_postgres)
if [ -n "$bin" ]; then
  start_postgres
  database=$("$bin/postgres" --version)
fi

# The versions of what is measured in a folder of jars, and of what it needs.
versions() {
  (cd "$1" && ls) | sed -nE 's/^((quartz|quartz-redis-jobstore|jedis|db-scheduler|HikariCP|h2|postgresql)-[0-9].*)\.jar$/\1/p' |
    paste -s -d ' '
}

