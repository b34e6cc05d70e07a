#!/bin/sh
# A fake-review detector in ONNX: promotion in MLflow's words, and serving that always has a model.
set -eu
cd -- "$(dirname -- "$0")"

mreg register ./baseline --name fake_review_detector --type review_detectors \
  --metrics baseline/metrics.yaml --notes "Single words"

# Nothing in Production or Staging yet: the service starts with the model in its own image.
mreg path fake_review_detector@production --fallback staging,./local_model

mreg register ./bigrams --name fake_review_detector --type review_detectors \
  --metrics bigrams/metrics.yaml --notes "Single words and pairs"
mreg list_versions fake_review_detector

# Version number 1 straight to Production; now the service gets it from the registry.
mreg transition fake_review_detector 1 Production
mreg path fake_review_detector@production --fallback staging,./local_model

# The new version to Staging, then in the place of the first.
mreg promote fake_review_detector
mreg promote fake_review_detector
mreg info fake_review_detector
mreg path fake_review_detector@production --fallback staging,./local_model
