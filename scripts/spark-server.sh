#!/usr/bin/env bash
# Starts and stops an Apache Spark Connect server on this machine, for `history.engine: spark` and for the tests of it.
# Spark comes from PyPI into a virtual environment of its own (about 520 MB, once); it needs Python 3.10 or newer and Java 17 or newer.
#
#   scripts/spark-server.sh start    makes the environment when it is not there, starts the server, waits until it answers, prints SPARK_REMOTE
#   scripts/spark-server.sh stop     stops it
#   scripts/spark-server.sh status   says whether it answers
#
# Environment: SPARK_FOLDER (default .nocturne/spark), SPARK_PORT (15002), SPARK_CORES (2), SPARK_MEMORY (2g).
set -euo pipefail

version=4.1.4
folder=${SPARK_FOLDER:-.nocturne/spark}
port=${SPARK_PORT:-15002}
log=$folder/server-$port.log
pid_file=$folder/server-$port.pid
start_within=180

fail() {
  echo "spark-server: $1" >&2
  exit "${2:-1}"
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

# The process that we started, and no other one that has its number by now.
running() { [[ -f $pid_file ]] && ps -p "$(<"$pid_file")" -o args= 2>/dev/null | grep -q SparkConnectServer; }

# 3 says that something is missing on this machine, and not that something went wrong.
need() {
  command -v python3 >/dev/null || fail 'there is no python3' 3
  command -v java >/dev/null || fail 'there is no java (apt-get install openjdk-17-jre-headless)' 3
  local major
  major=$(java -version 2>&1 | sed -nE '1s/.*"([0-9]+).*/\1/p')
  [[ ${major:-0} -ge 17 ]] || fail "Java ${major:-of an unknown version} is too old: Spark 4 needs 17" 3
}

install() {
  [[ -f $folder/$version.installed ]] && return
  echo "spark-server: getting PySpark $version from PyPI (about 520 MB, once)" >&2
  mkdir -p "$folder"
  python3 -m venv "$folder/venv" || fail 'no virtual environment can be made (apt-get install python3-venv)' 3
  "$folder/venv/bin/pip" install --quiet "pyspark==$version" || fail 'PySpark can not be had from PyPI' 3
  touch "$folder/$version.installed"
}

start() {
  need
  if running && answers; then
    echo "sc://127.0.0.1:$port"
    return
  fi
  answers && fail "port $port is taken by another program: set SPARK_PORT"
  install
  local home
  home=$(echo "$PWD/$folder"/venv/lib/python3*/site-packages/pyspark)
  [[ $folder == /* ]] && home=$(echo "$folder"/venv/lib/python3*/site-packages/pyspark)
  SPARK_HOME=$home SPARK_LOCAL_IP=127.0.0.1 nohup "$home/bin/spark-submit" \
    --class org.apache.spark.sql.connect.service.SparkConnectServer --name nocturne \
    --master "local[${SPARK_CORES:-2}]" --driver-memory "${SPARK_MEMORY:-2g}" \
    --conf spark.connect.grpc.binding.port="$port" --conf spark.connect.grpc.binding.address=127.0.0.1 \
    --conf spark.driver.bindAddress=127.0.0.1 --conf spark.driver.host=127.0.0.1 \
    --conf spark.sql.warehouse.dir="$folder/warehouse" --conf spark.ui.enabled=false \
    --conf spark.sql.shuffle.partitions="$((${SPARK_CORES:-2} * 2))" >"$log" 2>&1 &
  echo $! >"$pid_file"
  for ((i = 0; i < start_within; i++)); do
    if answers; then
      echo "sc://127.0.0.1:$port"
      return
    fi
    running || sleep 1
    kill -0 "$(<"$pid_file")" 2>/dev/null || fail "the server has ended; its last words: $(tail -n 3 "$log")"
    sleep 1
  done
  stop
  fail "the server did not answer within $start_within s; see $log"
}

stop() {
  [[ -f $pid_file ]] || return 0
  local pid
  pid=$(<"$pid_file")
  if running; then
    kill "$pid" 2>/dev/null || true
    for ((i = 0; i < 20; i++)); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.5
    done
    kill -9 "$pid" 2>/dev/null || true
  fi
  rm -f "$pid_file"
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  status)
    if running && answers; then echo "answers at sc://127.0.0.1:$port"; else fail 'does not run'; fi
    ;;
  *) fail 'say start, stop or status' 2 ;;
esac
