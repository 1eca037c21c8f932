#!/usr/bin/env bash
# Measures one table of docs/performance.md, writes it to benchmarks/results, and draws the plots:
#   benchmarks/measure.sh weld | quarkus | growth | start
# Each takes less than five minutes on two idle cores, after a build.
set -euo pipefail
cd "$(dirname "$0")/.."
table=$1
results=$PWD/benchmarks/results/$table.csv
arguments="-prof gc -foe true -rf csv -rff $results"
mkdir -p benchmarks/results
case $table in
  weld)
    mvn -B -q -pl benchmarks -am -DskipTests -Pbenchmarks verify \
      "-Dbenchmarks.args=InterceptedCallBenchmark -f 2 -wi 4 -i 5 -w 1 -r 1 $arguments" ;;
  quarkus)
    mvn -B -q -pl benchmarks/quarkus -am -DskipTests verify \
      "-Dbenchmarks.args=QuarkusCallBenchmark -f 2 -wi 4 -i 5 -w 1 -r 1 $arguments" ;;
  growth)
    mvn -B -q -pl benchmarks -am -DskipTests -Pbenchmarks verify \
      "-Dbenchmarks.args=GrowthBenchmark -f 1 -wi 4 -i 4 -w 1 -r 1 $arguments" ;;
  start)
    mvn -B -q -pl sample-war -am -DskipTests package liberty:create
    java benchmarks/StartUp.java > "$results" ;;
  *)
    echo "weld, quarkus, growth or start" >&2
    exit 2 ;;
esac
{
  echo "# $(java -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/JDK \1/p'), $(nproc) cores, $(date +%F)"
  cat "$results"
} > "$results.tmp"
mv "$results.tmp" "$results"
java benchmarks/Plots.java
