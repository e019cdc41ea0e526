"""Traces of Keras's ReduceLROnPlateau and EarlyStopping for src/train/schedule.ts.

pip install keras==3.15.1 tensorflow-cpu==2.21.0
python bench/parity/callbacks.py > src/train/callbacks_fixture.json
"""

import json
import os
import random

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras

PATIENCE = {"plateau": 2, "earlyStopping": 6}
LEARNING_RATE = 0.01


def trace(losses):
    """Learning rate after each epoch, and the epoch after which training stops (or None)."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.Adam(LEARNING_RATE), "mse")
    plateau = keras.callbacks.ReduceLROnPlateau(
        monitor="val_loss", factor=0.5, patience=PATIENCE["plateau"], min_delta=1e-4
    )
    stopping = keras.callbacks.EarlyStopping(
        monitor="val_loss", patience=PATIENCE["earlyStopping"], restore_best_weights=True
    )
    for callback in (plateau, stopping):
        callback.set_model(model)
        callback.on_train_begin()
    rates = []
    for epoch, loss in enumerate(losses):
        for callback in (plateau, stopping):
            callback.on_epoch_end(epoch, {"val_loss": loss})
        rates.append(float(model.optimizer.learning_rate))
        if model.stop_training:
            break
    return {
        "losses": losses,
        "rates": rates,
        "epochs": len(rates),
        "bestEpoch": stopping.best_epoch + 1,
    }


def walk(seed):
    """Losses that fall at first and then wander, some by less than the least change."""
    draw = random.Random(seed)
    loss, losses = 1.0, []
    for epoch in range(30):
        loss += draw.uniform(-0.2, 0.05) if epoch < 6 else draw.choice([-5e-5, 3e-2, -3e-2, 0.0])
        losses.append(round(loss, 6))
    return losses


print(json.dumps({
    "command": "python bench/parity/callbacks.py",
    "versions": {"keras": keras.__version__},
    "learningRate": LEARNING_RATE,
    "patience": PATIENCE,
    "traces": [trace([1.0] * 12)] + [trace(walk(seed)) for seed in range(8)],
}))
