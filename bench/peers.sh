#!/bin/sh
# Installs what `npm run bench -- --peers` times beside mreg, in a virtual environment of its own that may be deleted
# at any time: $MREG_BENCH_PEERS, else mreg-bench/peers in the user's cache.
set -eu
place=${MREG_BENCH_PEERS:-${XDG_CACHE_HOME:-$HOME/.cache}/mreg-bench/peers}
python3 -m venv "$place"
"$place/bin/pip" install --quiet mlflow gto bentoml dvc
"$place/bin/pip" list 2>/dev/null | grep -iE '^(mlflow|gto|bentoml|dvc) '
echo "$place"
