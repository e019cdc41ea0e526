"""The JAX peer: the networks in Flax with Optax's Adam, each step one jitted program.

Needs: pip install flax==0.12.10 optax==0.2.9 "jax[cuda13]==0.11.2"
Run by `duygu bench engine`; by hand: echo '{"op": "quit"}' | python jax_peer.py

Variants: "default" (JAX's own choice of device) and "cuda" (an NVIDIA GPU), both with JAX's own
choice of TF32. bfloat16 is Flax's: layers compute in it, parameters stay float32. A step takes over
the memory of the parameters before it (donate_argnums).
"""

import os

os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")

import functools
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import linen as nn

from protocol import KERNEL_CONTRACTING, KERNEL_EXPANSIVE, LEARNING_RATE, made_up_batch, serve


class Module(nn.Module):
    """Convolution over time, ReLU, batch normalisation (Keras's defaults)."""

    filters: int
    kernel: int
    dtype: Any

    @nn.compact
    def __call__(self, flow, training):
        flow = nn.relu(nn.Conv(self.filters, (self.kernel,), dtype=self.dtype)(flow))
        return norm(training, self.dtype)(flow)


def norm(training, dtype):
    """Batch normalisation with Keras's defaults."""
    return nn.BatchNorm(not training, momentum=0.99, epsilon=1e-3, dtype=dtype)


class EmotionUnet(nn.Module):
    """EmotionUnet (paper S, section 2), [batch, time, freq] to logits."""

    network: Any
    dtype: Any

    @nn.compact
    def __call__(self, flow, training):
        f1, f2, f3, f4, f5, f6 = self.network["filters"]
        skips = []
        for filters in (f1, f2, f3):
            skips.append(Module(filters, KERNEL_CONTRACTING, self.dtype)(flow, training))
            flow = nn.avg_pool(skips[-1], (2,), (2,))
        for filters in (f4, f5, f6):
            flow = jnp.concatenate([jnp.repeat(flow, 2, axis=1), skips.pop()], axis=-1)
            flow = Module(filters, KERNEL_EXPANSIVE, self.dtype)(flow, training)
        flow = flow.reshape(flow.shape[0], -1)
        flow = nn.relu(nn.Dense(self.network["denseUnits"], dtype=self.dtype)(flow))
        return nn.Dense(self.network["classes"], dtype=self.dtype)(flow)


class MobileNet(nn.Module):
    """MobileNet (Howard et al. 2017, table 1) with the head of src/facecnn/mobile_net.ts; logits."""

    network: Any
    dtype: Any

    @nn.compact
    def __call__(self, flow, training):
        network = self.network
        scaled = lambda filters: round(filters * network["width"])

        def convolution(flow, filters, size, stride, groups=1):
            # Keras pads strided layers at the bottom and right only.
            padding = "SAME" if stride == 1 else ((0, 1), (0, 1))
            layer = nn.Conv(
                filters, (size, size), stride, padding,
                feature_group_count=groups, use_bias=False, dtype=self.dtype,
            )
            return jnp.clip(norm(training, self.dtype)(layer(flow)), 0, 6)

        blocks = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)]
        blocks += [(512, 1)] * network["depth"] + [(1024, 2), (1024, 1)]
        flow = convolution(flow, scaled(32), 3, network["firstStride"])
        for filters, stride in blocks:
            flow = convolution(flow, flow.shape[-1], 3, stride, groups=flow.shape[-1])
            flow = convolution(flow, scaled(filters), 1, 1)
        flow = nn.relu(nn.Dense(network["denseUnits"], dtype=self.dtype)(flow.mean((1, 2))))
        flow = nn.Dropout(network["dropout"], deterministic=not training)(flow)
        return nn.Dense(network["classes"], dtype=self.dtype)(flow)


NETWORKS = {"emotionUnet": EmotionUnet, "mobileNet": MobileNet}


class JaxPeer:
    """One network at a time; see protocol.py for the operations."""

    def setup(self, network, batch, precision, variant):
        device = device_of(variant)
        dtype = getattr(jnp, precision)
        model = NETWORKS[network["kind"]](network, dtype)
        inputs, labels = (
            jax.device_put(part, device) for part in made_up_batch(network, batch)
        )
        key = jax.random.key(7)
        variables = jax.jit(model.init, static_argnums=2)(key, inputs, False)
        adam = optax.adam(LEARNING_RATE, eps=1e-7)
        state = (variables, jax.jit(adam.init)(variables["params"]))
        state = jax.device_put(state, device)
        train = functools.partial(jax.jit, donate_argnums=0)(step_function(model, adam, key))
        predict = jax.jit(
            lambda variables, inputs: nn.softmax(
                model.apply(variables, inputs, False).astype(jnp.float32)
            )
        )
        holder = [state]

        def step(inputs, labels):
            holder[0], loss = train(holder[0], inputs, labels)
            return loss

        self.train_ways = {"jit": lambda: lambda: float(step(inputs, labels))}
        self.predict_ways = {"jit": lambda: lambda: np.asarray(predict(holder[0][0], inputs))}
        self.epoch = lambda way, samples: epoch_function(
            step, *made_up_batch(network, samples), batch, device
        )
        sizes = jax.tree.map(lambda leaf: leaf.size, variables["params"])
        return {
            "parameters": sum(jax.tree.leaves(sizes)),
            "versions": {"jax": jax.__version__},
        }

    @staticmethod
    def gemm(size, precision, variant):
        """One product of two square matrices of normal random numbers."""
        square = jax.random.normal(jax.random.key(7), (size, size)).astype(precision)
        square = jax.device_put(square, device_of(variant))
        product = jax.jit(jnp.matmul)
        return lambda: product(square, square).block_until_ready()


def device_of(variant):
    """Where a variant computes."""
    return jax.devices("cuda" if variant == "cuda" else None)[0]


def step_function(model, adam, key):
    """A function from (parameters and moments, inputs, labels) to the same and the loss."""

    def step(state, inputs, labels):
        variables, moments = state
        count = moments[0].count

        def loss_of(parameters):
            logits, changed = model.apply(
                {"params": parameters, "batch_stats": variables["batch_stats"]},
                inputs, True,
                rngs={"dropout": jax.random.fold_in(key, count)}, mutable=["batch_stats"],
            )
            losses = optax.softmax_cross_entropy(logits.astype(jnp.float32), labels)
            return losses.mean(), changed

        (loss, changed), gradients = jax.value_and_grad(loss_of, has_aux=True)(
            variables["params"]
        )
        updates, moments = adam.update(gradients, moments)
        parameters = optax.apply_updates(variables["params"], updates)
        return ({"params": parameters, **changed}, moments), loss

    return step


def epoch_function(step, inputs, labels, batch, device):
    """A pass over all inputs in random order; the host waits at its end alone."""
    random = np.random.default_rng(7)

    def epoch():
        order = random.permutation(len(inputs))
        for start in range(0, len(order), batch):
            rows = order[start:start + batch]
            loss = step(*jax.device_put((inputs[rows], labels[rows]), device))
        loss.block_until_ready()

    return epoch


if __name__ == "__main__":
    serve(JaxPeer())
