"""Train a detector of fake product reviews and convert it to ONNX with skl2onnx.

    pip install -r ../requirements.txt
    python train.py                     # writes baseline/, bigrams/ and local_model/, a few seconds
    python train.py --check bigrams     # loads a directory back and classifies two reviews

The reviews are composed from phrases: genuine ones name details and drawbacks, fake ones pile up
praise and pressure, and both borrow from the other side often enough that no model is perfect. A
sentence's phrases are split between training and test set, so the test asks about wordings that
were never seen. The ONNX graph holds the whole pipeline: text in, label and probabilities out.

`baseline` looks at single words, `bigrams` at pairs of words too. `local_model` is a tiny stand-in
that a service ships in its own image for the day on which the registry has nothing to offer.

The committed files were made with skl2onnx 1.20.0, onnx 1.23.2, scikit-learn 1.9.1 and
onnxruntime 1.31.1 on Python 3.11.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import numpy as np
import onnxruntime
import yaml
from skl2onnx import to_onnx
from skl2onnx.common.data_types import StringTensorType
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score, precision_score, recall_score, roc_auc_score
from sklearn.pipeline import Pipeline, make_pipeline

HERE = Path(__file__).parent
SEED = 5
LABELS = {0: "genuine", 1: "fake"}

GENUINE = [
    "the strap came loose after two weeks",
    "battery lasts about six hours with the screen dimmed",
    "the manual is only in German but setup was easy",
    "fits my desk although the cable is too short",
    "the lid does not close fully when it is full",
    "works well on carpet and less well on tiles",
    "colour is darker than in the photo",
    "support replaced the charger within a week",
    "a bit loud at night but fine during the day",
    "the second one I bought had a scratch on the side",
    "I use it twice a week for bread dough",
    "sound is clear but the bass is weak",
    "the zip sticks when the bag is full",
    "took twenty minutes to assemble with the tool in the box",
    "keeps coffee warm for about three hours",
    "smells of plastic for the first few days",
    "the app asks for too many permissions",
    "runs half a size small so order one up",
    "the hinge feels cheap but has held so far",
    "cleans easily except for the edge of the blade",
]
FAKE = [
    "best product ever buy it now",
    "amazing amazing quality you will not regret it",
    "changed my life totally perfect in every way",
    "everyone must have this incredible item",
    "five stars highly recommend to all my friends and family",
    "do not hesitate just buy it today",
    "so perfect I bought ten for my whole family",
    "the greatest seller with super fast shipping",
    "wow simply the best purchase of my life",
    "exceeded all expectations absolutely perfect",
    "trust me this is the number one brand",
    "unbelievable price hurry before it is gone",
    "perfect perfect perfect will buy again and again",
    "I never write reviews but this is amazing",
    "all other brands are a waste of money buy this",
    "my whole family loves this amazing product",
    "incredible results in one day highly recommend",
    "super happy best seller best quality best price",
    "you must try it you will love it",
    "do not wait order today you will not regret it",
]
NEUTRAL = [
    "it arrived on time",
    "I bought this last month",
    "good value for the price",
    "my family uses it every day",
    "I would buy it again",
    "the quality is good",
    "shipping was fast",
    "it was a present for a friend",
]


def reviews(count: int, phrases: slice, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = random.Random(seed)
    own = {0: GENUINE[phrases], 1: FAKE[phrases]}
    texts, labels = [], []
    for index in range(count):
        label = index % 2
        sentences = rng.sample(own[label], rng.randint(1, 2)) + rng.sample(NEUTRAL, rng.randint(1, 3))
        if rng.random() < 0.35:
            sentences.append(rng.choice(own[1 - label]))
        rng.shuffle(sentences)
        texts.append(". ".join(sentences))
        labels.append(label)
    return np.array(texts), np.array(labels)


def make_pipeline_for(run: dict) -> Pipeline:
    # The token pattern is spelled out because ONNX Runtime's tokenizer knows no word boundaries.
    words = TfidfVectorizer(token_pattern="[a-zA-Z]+", ngram_range=run["ngram_range"], max_features=run["max_features"])
    return make_pipeline(words, LogisticRegression(C=run["C"], random_state=SEED))


RUNS = {
    "baseline": {"ngram_range": (1, 1), "max_features": 200, "C": 1.0},
    "bigrams": {"ngram_range": (1, 2), "max_features": 600, "C": 4.0},
    "local_model": {"ngram_range": (1, 1), "max_features": 10, "C": 1.0},
}


def classify(directory: Path, texts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Labels, and the probability of `fake`, from the ONNX file alone."""
    session = onnxruntime.InferenceSession(directory / "model.onnx", providers=["CPUExecutionProvider"])
    label, probabilities = session.run(None, {"text": texts.reshape(-1, 1).astype(object)})
    return label, probabilities[:, 1]


def train(directory: Path, run: dict) -> dict[str, float]:
    texts, labels = reviews(800, slice(0, 12), SEED)
    pipeline = make_pipeline_for(run).fit(texts, labels)
    model = to_onnx(
        pipeline,
        initial_types=[("text", StringTensorType([None, 1]))],
        options={"zipmap": False, "tfidfvectorizer__locale": "C"},
        target_opset=18,
    )
    directory.mkdir(exist_ok=True)
    (directory / "model.onnx").write_bytes(model.SerializeToString())
    (directory / "label_map.json").write_text(json.dumps(LABELS, indent=2) + "\n")
    return evaluate(directory)


def evaluate(directory: Path) -> dict[str, float]:
    texts, labels = reviews(400, slice(12, None), SEED + 1)
    predicted, probability = classify(directory, texts)
    values = {
        "accuracy": accuracy_score(labels, predicted),
        "precision": precision_score(labels, predicted),
        "recall": recall_score(labels, predicted),
        "f1_score": f1_score(labels, predicted),
        "roc_auc": roc_auc_score(labels, probability),
    }
    return {name: round(float(value), 4) for name, value in values.items()}


def load_and_check(directory: Path) -> None:
    """Load what the registry, or the fallback, gave back and classify two reviews."""
    labels = json.loads((directory / "label_map.json").read_text())
    texts = np.array([
        "the zip sticks a bit when the bag is full",
        "amazing best product ever you must buy it now",
    ])
    predicted, probability = classify(directory, texts)
    verdicts = [f"{labels[str(label)]} ({chance:.2f})" for label, chance in zip(predicted, probability)]
    print(f"{directory}: ONNX model loads, {', '.join(verdicts)}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the detectors, or check a directory that holds one.")
    parser.add_argument("--check", metavar="DIR", type=Path)
    directory = parser.parse_args().check
    if directory is not None:
        load_and_check(directory)
        return
    for name, run in RUNS.items():
        metrics = train(HERE / name, run)
        print(name, json.dumps(metrics))
        if name != "local_model":
            (HERE / name / "metrics.yaml").write_text(
                "# Measured on 400 reviews whose phrases are not in the training set.\n"
                + yaml.safe_dump(metrics, sort_keys=False)
            )


if __name__ == "__main__":
    main()
