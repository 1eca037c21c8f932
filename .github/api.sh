#!/usr/bin/env bash
# Compares the public API of the published modules with the last release, by its tag.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! tag=$(git describe --tags --abbrev=0 --match 'v*' 2> /dev/null); then
    echo "There is no release yet, so there is no API to keep."
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git worktree add -q "$work/released" "$tag"
trap 'git worktree remove --force "$work/released"; rm -rf "$work"' EXIT
(cd "$work/released" && mvn -B -ntp -q -DskipTests -pl proto,extension,embedded-agent -am install)
mvn -B -ntp -Papi "-Dapi.baseline=${tag#v}" -DskipTests -pl extension,embedded-agent -am verify
