#!/bin/sh
# One predictor for several stocks. The model_registry section of params.yaml gives the type, the
# stage of a new version and whether a promotion archives the version it displaces.
set -eu
cd -- "$(dirname -- "$0")"

# Staging at once, by default_stage.
for symbol in AAPL MSFT NVDA; do
  mreg register ./worse --name "MLP_Stock_Predictor_$symbol" \
    --metrics worse/evaluation.json --config params.yaml --notes "Three passes over the data"
done
mreg list

# Staging -> Production for one of them.
mreg promote MLP_Stock_Predictor_AAPL

# Trained again on the same terms: compared first, then refused, since its error is no lower.
mreg register ./worse --name MLP_Stock_Predictor_AAPL \
  --metrics worse/evaluation.json --config params.yaml --notes "Three passes over the data, again"
mreg compare MLP_Stock_Predictor_AAPL@production MLP_Stock_Predictor_AAPL@latest --metric rmse
if mreg promote MLP_Stock_Predictor_AAPL --better-than production --metric test.rmse --min; then
  echo "a version that is no better was promoted" >&2
  exit 1
fi
mreg archive MLP_Stock_Predictor_AAPL@staging

# The better one takes its place, provided that its error is lower; the worse one is archived.
mreg register ./better --name MLP_Stock_Predictor_AAPL \
  --metrics better/evaluation.json --config params.yaml --notes "Trained until validation stopped improving"
mreg promote MLP_Stock_Predictor_AAPL --better-than production --metric test.rmse --min
mreg list MLP_Stock_Predictor_AAPL
mreg history MLP_Stock_Predictor_AAPL -n 1

# A stage that does not exist is refused, and the message lists those that do.
if mreg transition MLP_Stock_Predictor_MSFT 1 Deployed; then
  echo "an invalid stage was accepted" >&2
  exit 1
fi
