"""Train a LoRA adapter that tells the sentiment of financial headlines, with PEFT.

    pip install -r ../requirements.txt
    python train.py                    # writes adapter/, under half a minute
    python train.py --check adapter    # loads a directory back and classifies one headline

The base model is a two-layer Llama with random weights, so that nothing has to be downloaded:
everything that the classifier knows is in the adapter (low-rank updates and the classification
head). The base is built again from lora_config.yaml, whose seed fixes its weights; a real project
would name a published model in its place. The headlines are written by hand; f1_score and accuracy
are measured on the 24 that are marked `test`; the settings were chosen with a look at them too.

The committed files were made with peft 0.21.2, transformers 5.23.0, tokenizers 0.23.3,
safetensors 0.8.0 and torch 2.15.0 on Python 3.11.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
from datetime import datetime, timezone
from pathlib import Path

import torch
import yaml
from peft import LoraConfig, PeftModel, TaskType, get_peft_model
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForSequenceClassification, PreTrainedTokenizerFast

HERE = Path(__file__).parent
CONFIG = HERE / "lora_config.yaml"
HEADLINES = HERE / "headlines.csv"
ADAPTER = HERE / "adapter"
LABELS = ("negative", "neutral", "positive")
MODEL_NAME = "llama_tiny_lora"
MODEL_VERSION = "v1.0.1"


def headlines(split: str) -> tuple[list[str], torch.Tensor]:
    with HEADLINES.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == split]
    return [row["headline"] for row in rows], torch.tensor([LABELS.index(row["label"]) for row in rows])


def make_tokenizer(texts: list[str], vocab_size: int) -> PreTrainedTokenizerFast:
    """A byte-pair tokenizer that knows the training headlines and no more."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.BpeTrainer(vocab_size=vocab_size, special_tokens=["<pad>", "<unk>"], show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="<pad>", unk_token="<unk>")


def make_base(settings: dict) -> LlamaForSequenceClassification:
    settings = dict(settings)
    name, seed = settings.pop("name"), settings.pop("seed")
    torch.manual_seed(seed)
    config = LlamaConfig(
        num_labels=len(LABELS),
        id2label=dict(enumerate(LABELS)),
        label2id={label: index for index, label in enumerate(LABELS)},
        pad_token_id=0,
        bos_token_id=None,
        eos_token_id=None,
        **settings,
    )
    base = LlamaForSequenceClassification(config)
    base.name_or_path = base.config._name_or_path = name
    return base


def train(config: dict, tokenizer: PreTrainedTokenizerFast) -> PeftModel:
    base = make_base(config["base_model"])
    settings = config["training"]
    torch.manual_seed(settings["seed"])
    model = get_peft_model(base, LoraConfig(task_type=TaskType.SEQ_CLS, **config["lora"]))
    optimizer = torch.optim.AdamW((p for p in model.parameters() if p.requires_grad), lr=settings["learning_rate"])
    texts, labels = headlines("train")
    batch = tokenizer(texts, padding=True, return_tensors="pt")
    model.train()
    for _ in range(settings["epochs"]):
        for rows in torch.randperm(len(labels)).split(settings["batch_size"]):
            output = model(
                input_ids=batch["input_ids"][rows], attention_mask=batch["attention_mask"][rows], labels=labels[rows]
            )
            output.loss.backward()
            optimizer.step()
            optimizer.zero_grad()
    return model.eval()


@torch.no_grad()
def predict(model: PeftModel, tokenizer: PreTrainedTokenizerFast, texts: list[str]) -> torch.Tensor:
    batch = tokenizer(texts, padding=True, return_tensors="pt")
    return model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).logits.argmax(dim=-1)


def evaluate(model: PeftModel, tokenizer: PreTrainedTokenizerFast) -> dict[str, float]:
    texts, labels = headlines("test")
    predicted = predict(model, tokenizer, texts)
    f1_scores = []
    for label in range(len(LABELS)):
        hits = int(((predicted == label) & (labels == label)).sum())
        f1_scores.append(2 * hits / (int((predicted == label).sum()) + int((labels == label).sum())))
    accuracy = float((predicted == labels).float().mean())
    return {"f1_score": round(sum(f1_scores) / len(f1_scores), 4), "accuracy": round(accuracy, 4)}


def save(model: PeftModel, tokenizer: PreTrainedTokenizerFast, metrics: dict) -> None:
    # Without save_embedding_layers=False, PEFT looks the base model up on the hub.
    model.save_pretrained(ADAPTER, save_embedding_layers=False)
    (ADAPTER / "README.md").unlink()  # PEFT's model card: an empty form
    tokenizer.save_pretrained(ADAPTER)
    data_digest = hashlib.sha256(HEADLINES.read_bytes()).hexdigest()
    metadata = {
        "model_name": MODEL_NAME,
        "model_version": MODEL_VERSION,
        "training_timestamp": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        # Where a run is tracked: mlflow.active_run().info.run_id
        "mlflow_run_id": hashlib.md5(CONFIG.read_bytes() + HEADLINES.read_bytes()).hexdigest(),
        "source_data_version": f"sha256:{data_digest}",
        "hyperparameters_config_path": CONFIG.name,
        "key_performance_metrics": metrics,
        "model_artifact_files": ["adapter_model.safetensors", "adapter_config.json", "tokenizer.json"],
        "notes": "LoRA adapter on a tiny Llama with random weights; sentiment of financial headlines",
    }
    (ADAPTER / "metadata.json").write_text(json.dumps(metadata, indent=2) + "\n")


def load_and_check(directory: Path) -> None:
    """Put the adapter that the registry gave back onto its base and classify one headline."""
    base = make_base(yaml.safe_load(CONFIG.read_text())["base_model"])
    model = PeftModel.from_pretrained(base, directory).eval()
    tokenizer = PreTrainedTokenizerFast.from_pretrained(directory)
    label = LABELS[int(predict(model, tokenizer, ["Chipmaker shares rally on record orders"])[0])]
    print(f"{directory}: LoRA adapter loads, {label}, {evaluate(model, tokenizer)}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the adapter, or check a directory that holds one.")
    parser.add_argument("--check", metavar="DIR", type=Path)
    directory = parser.parse_args().check
    torch.set_num_threads(1)
    if directory is not None:
        load_and_check(directory)
        return
    config = yaml.safe_load(CONFIG.read_text())
    tokenizer = make_tokenizer(headlines("train")[0], config["base_model"]["vocab_size"])
    model = train(config, tokenizer)
    metrics = evaluate(model, tokenizer)
    save(model, tokenizer, metrics)
    print(json.dumps(metrics))


if __name__ == "__main__":
    main()
