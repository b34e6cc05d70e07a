#!/bin/sh
# A LoRA adapter with its tokenizer: register it with all that is known of the training run.
set -eu
cd -- "$(dirname -- "$0")"

mreg register ./adapter --type sentiment_models --version v1.0.1 \
  --data-version sha256:19add914fe84c84d85c1dbd7fe8d6ac092bb4fa0a54886374ded87a7446faf0a \
  --run-id 2d363335b41b359ece9895f1a27ee319 \
  --config lora_config.yaml \
  --metric f1_score=0.8272 \
  --notes "LoRA r=4 on a tiny random Llama, 54 headlines, 60 epochs"

mreg info llama_tiny_lora

# The facts stand in the version's own directory too, for whoever has only the files.
directory=$(mreg path llama_tiny_lora@v1.0.1)
cat "$directory/metadata.json"
