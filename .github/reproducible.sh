#!/usr/bin/env bash
# Builds what a release is made of twice, in two folders, and fails where a byte differs.
set -euo pipefail
cd "$(dirname "$0")/.."
modules=bom,proto,extension,embedded-agent,redis,all,test-kit
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for copy in first second; do
    git clone -q . "$work/$copy"
    (
        cd "$work/$copy"
        mvn -B -ntp -q -Prelease -Dgpg.skip -DskipTests -pl "$modules" package
        for module in ${modules//,/ }; do
            find "$module/target" -maxdepth 1 \( -name '*.jar' -o -name bom.json -o -name .flattened-pom.xml \) -print0
        done | sort -z | xargs -0 sha256sum > "$work/$copy.sums"
    )
done
diff "$work/first.sums" "$work/second.sums"
cat "$work/first.sums"
echo "Both builds are the same, byte for byte."
