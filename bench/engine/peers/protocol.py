"""What all Python peers share: the JSON-lines protocol of bench/engine, and the made-up batch.

In: one JSON object a line on standard input. Out: one JSON object a line on standard output;
what libraries print goes to standard error. Operations and their replies:

  {"op": "setup", "network": {...}, "batch": 16, "precision": "float32", "variant": "default"}
      -> {"parameters": trainable parameters, "versions": {...}}
  {"op": "choose"}               -> {"train": name, "predict": name}, the fastest way to do each
  {"op": "train", "way": name, "steps": k}    -> {"ms": [k times], "loss": loss of the last step}
  {"op": "predict", "way": name, "steps": k}  -> {"ms": [k times]}
  {"op": "epoch", "way": name, "samples": n, "passes": k} -> {"ms": [k times]}, each a whole pass
  {"op": "gemm", "size": n, "precision": "float32", "variant": "default", "steps": k}
      -> {"ms": [k times]}
  {"op": "usage"}                -> {"peakMemoryBytes": most resident memory, "cpuS": CPU time}
  {"op": "quit"}                 -> {}

Several ways lead to the same step (memory layouts, entry points). "choose" tries them all, which
leaves its mark on the peak memory, so the harness chooses in one process and measures in another.
A way is built on first use, outside the timing. A failed operation answers {"error": text}.
"""

import json
import os
import re
import sys
import time

import numpy as np

# Ways are tried for this many steps each before the fastest one is taken.
TRIAL_STEPS = 8
KERNEL_CONTRACTING = 7
KERNEL_EXPANSIVE = 5
# Small, so that thousands of steps on one batch do not drive the loss, and with it all gradients,
# to zero: denormal numbers would distort the times. A step costs the same at any rate.
LEARNING_RATE = 1e-6


def made_up_batch(network, batch):
    """One batch of noise [batch, frames, bins] or [batch, size, size, 1], and one-hot labels."""
    random = np.random.default_rng(7)
    if network["kind"] == "mobileNet":
        shape = (batch, network["size"], network["size"], 1)
    else:
        shape = (batch, network["frames"], network["bins"])
    inputs = random.standard_normal(shape, dtype=np.float32)
    labels = np.eye(network["classes"], dtype=np.float32)[
        random.integers(0, network["classes"], batch)
    ]
    return inputs, labels


def timed(step, steps):
    """Runs step() so many times; each call's milliseconds, and the last call's result."""
    times = []
    result = None
    for _ in range(steps):
        started = time.perf_counter()
        result = step()
        times.append((time.perf_counter() - started) * 1000)
    return times, result


def fastest(ways):
    """The name of the way (name -> function that builds its step) with the least median."""
    medians = {}
    for name, build in ways.items():
        step = build()
        timed(step, 3)
        medians[name] = float(np.median(timed(step, TRIAL_STEPS)[0]))
    return min(medians, key=medians.get)


def peak_bytes():
    """The most memory this process ever held, in bytes."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return int(re.search(r"VmHWM:\s+(\d+) kB", status.read()).group(1)) * 1024
    except FileNotFoundError:
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


def serve(peer):
    """Answers requests until "quit" or the end of input.

    `peer` has setup(network, batch, precision, variant), train_ways, predict_ways (name ->
    function that builds a step), epoch(way, samples) and gemm(size, precision, variant), which
    build one.
    """
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # so that no library's print can break the protocol
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply = answer(peer, request)
        except Exception as error:  # the harness decides what a failed operation means
            reply = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(reply) + "\n")
        answers.flush()
        if request["op"] == "quit":
            return


def answer(peer, request):
    """The reply to one request."""
    op = request["op"]
    if op == "setup":
        keys = ("network", "batch", "precision", "variant")
        peer.built = {}
        return peer.setup(*(request[key] for key in keys))
    if op == "choose":
        return {"train": fastest(peer.train_ways), "predict": fastest(peer.predict_ways)}
    if op == "train":
        times, loss = timed(built_step(peer, peer.train_ways, request), request["steps"])
        return {"ms": times, "loss": loss}
    if op == "predict":
        return {"ms": timed(built_step(peer, peer.predict_ways, request), request["steps"])[0]}
    if op == "epoch":
        key = (op, request["way"], request["samples"])
        if key not in peer.built:
            peer.built[key] = peer.epoch(request["way"], request["samples"])
        return {"ms": timed(peer.built[key], request["passes"])[0]}
    if op == "gemm":
        step = peer.gemm(request["size"], request["precision"], request["variant"])
        timed(step, 2)
        return {"ms": timed(step, request["steps"])[0]}
    if op == "usage":
        return {"peakMemoryBytes": peak_bytes(), "cpuS": time.process_time()}
    if op == "quit":
        return {}
    raise ValueError(f"Expected a known op, but found {op}")


def built_step(peer, ways, request):
    """The step for the way that the request names, built on its first use."""
    key = (request["op"], request["way"])
    if key not in peer.built:
        peer.built[key] = ways[request["way"]]()
    return peer.built[key]
