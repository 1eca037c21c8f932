#!/usr/bin/env bash
# Measures one table of docs/performance.md, writes it to benchmarks/results, and draws the plots:
#   benchmarks/measure.sh weld | quarkus | growth | start [server ...]
# Each takes less than five minutes on two idle cores, after a build; start takes that for two servers. It measures all, or
# those that follow, such as QUARKUS.
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
    tests=integration-tests
    mvn -B -q -am -DskipTests pre-integration-test \
      -pl "all,sample-war,$tests/wildfly,$tests/payara-micro,$tests/tomcat,$tests/glassfish,$tests/helidon,$tests/quarkus-app"
    mvn -B -q -f benchmarks/quarkus-without package
    # JAVA_HOME_21 is for the servers that need Java 21.
    java "-Dnewer.jdk=${JAVA_HOME_21:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}" \
      benchmarks/StartUp.java "${@:2}" > "$results" ;;
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
