#!/usr/bin/env bash
# The xla engine on a machine with an NVIDIA GPU and without a network: tests, benchmark, trainings.
#
# Usage: PACK=duygu.tar.gz OUT=out DUYGU_DATA=data [more variables] gpu.sh STAGE=SECONDS…
#   such as: gpu.sh doctor=30 tests=300 profile=120 flags=200 bench=400 turev=300 fer2013=300
#
# Needed: PACK.000, PACK.001, … as bench/engine/pack_offline.ts makes them (unpacked once into
# UNPACKED); python3 with jax-cuda13-pjrt or jax-cuda12-pjrt and, for the benchmark's peers, PyTorch
# with CUDA and JAX with Flax. The script may lie in a checkout or alone beside the parts, which hold
# the same files.
#
# Stages; each has a time limit in seconds and may fail without the others:
#   doctor   driver, plugin, device, memory
#   tests    the suite of the xla engine, against the cpu engine
#   profile  where a step's time goes: waited for, read a step late, the host's share
#   flags    the same under several flags of XLA
#   step     TurEV-DB's step beside PyTorch's alone
#   bench    all networks with epochs and predictions, against PyTorch (eager and compiled) and Flax
#   turev    trains TurEV-DB to its end
#   fer2013  trains the wide residual network on FER2013 for as long as the limit lets it
#   recipe   trains bench/engine/fer2013_recipe.json on FER2013, seeds 1 to SEEDS and once on FER+'s
#            votes, and tests the seeds together; cut off, the same stage goes on
#
# Out, in OUT: STAGE.log of each; engine_gpu.json and its chart, in the form of results/engine.json;
# turev.json, fer2013.json, recipe_SEED.json, recipe_voted.json and recipe_ensemble.json, the
# trainings' results, with their runs' folders.
#
# Variables:
#   PACK        the parts' path without its number
#   UNPACKED    where they go; duygu-offline in the home folder by default
#   OUT         folder of what is written
#   DUYGU_DATA  the corpora, for the trainings; by default what the pack has of them
#   ARCHIVE     a file that holds all of OUT but weights, written after each stage
#   PYTHON      the Python; python3 by default
#   PLUGIN      another PJRT plugin, such as the processor's to try the script
#   ONLY        the benchmark's contenders; by default ours and those that PYTHON has
#   NETWORKS    of profile, flags and bench; all five by default in bench
#   ROUNDS STEPS EPOCHS  of step and bench (4, 20, 2); EPOCHS also ends the trainings, to try
#               them; EPOCHS=0 leaves epochs out of bench
#   SEEDS       of recipe, 3 by default
set -u
OUT=$(mkdir -p "${OUT:?}" && realpath "$OUT")
home=${UNPACKED:-${HOME:-/tmp}/duygu-offline}
here=$(dirname "$(realpath "$0")")
if [ ! -x "$home/deno" ]; then
  mkdir -p "$home"
  cat "${PACK:?}".[0-9][0-9][0-9] | tar -xzf - -C "$home" || exit 1
fi
if [ -f "$here/../../main.ts" ]; then cd "$here/../.." || exit 1; else cd "$home/tree" || exit 1; fi
export PATH="$home:$PATH" DENO_DIR="$home/deno_dir" DENO_NO_UPDATE_CHECK=1 NO_COLOR=1
export DUYGU_CACHE="$home/cache" LC_ALL=C
[ -z "${DUYGU_DATA:-}" ] && [ -d "$home/data" ] && export DUYGU_DATA="$home/data"
python=$(command -v "${PYTHON:-python3}")
if [ -z "${PLUGIN:-}" ]; then
  PLUGIN=$("$python" - <<'PYTHON'
import importlib.util, pathlib
for name in ("xla_cuda13", "xla_cuda12"):
    try:
        spec = importlib.util.find_spec("jax_plugins." + name)
    except ModuleNotFoundError:
        continue
    if spec:
        print(pathlib.Path(spec.origin).parent / "xla_cuda_plugin.so")
        break
PYTHON
)
fi
export DUYGU_PJRT="${PLUGIN:?No PJRT plugin: PYTHON has neither jax-cuda13-pjrt nor jax-cuda12-pjrt}"
contenders=${ONLY:-$("$python" - <<'PYTHON'
from importlib.util import find_spec
names = ["duygu xla"]
if find_spec("torch"):
    names += ["torch-cuda", "torch-cuda-compile"]
if find_spec("jax") and find_spec("flax"):
    names += ["jax-cuda"]
print(",".join(names))
PYTHON
)}
echo "plugin $PLUGIN; $(deno --version | head -1); contenders $contenders; tree $PWD"

offline="--cached-only --frozen --no-check -A"
duygu() { deno run $offline main.ts "$@"; }
bench() {
  duygu bench engine --engine xla --python "$python" --only "$contenders" --json \
    --rounds "${ROUNDS:-4}" --steps "${STEPS:-20}" "$@" >/dev/null
}

stage_doctor() {
  nvidia-smi --query-gpu=name,memory.total,driver_version --format=csv,noheader ||
    echo "no NVIDIA driver"
  duygu doctor --engine xla
}

# Against the cpu engine, whose sums are exact to float32: without TF32, which convolutions and
# products are otherwise allowed to use, as in PyTorch and JAX. Provisioning needs a network.
stage_tests() {
  local failed=0
  export NVIDIA_TF32_OVERRIDE=0 XLA_FLAGS="${XLA_FLAGS:-} --xla_gpu_enable_triton_gemm=false"
  deno test $offline --ignore=src/engine/xla/plugin_test.ts src/engine/xla/ \
    src/train/learner_on_xla_test.ts src/train/fit_on_xla_test.ts || failed=1
  deno test $offline --filter "on xla" src/engine/engines_test.ts src/unet/engines_test.ts \
    src/train/engines_test.ts src/facecnn/engines_test.ts || failed=1
  return $failed
}

time_step() { deno run $offline bench/engine/time_step.ts "$@"; }

stage_profile() {
  for network in ${NETWORKS:-turev fer2013}; do
    for precision in float32 bfloat16; do time_step "$network" "${STEPS:-200}" $precision; done
  done
}

stage_flags() {
  local commands="FUSION,CUBLAS,CUBLASLT,CUDNN,CUSTOM_CALL,CONDITIONAL,WHILE"
  local tuned="--xla_gpu_deterministic_ops=false --xla_gpu_exclude_nondeterministic_ops=true"
  for network in ${NETWORKS:-turev fer2013}; do
    for flags in "" "$tuned" "$tuned --xla_gpu_enable_command_buffer=$commands" \
      "--xla_gpu_deterministic_ops=false"; do
      echo "flags $flags"
      XLA_FLAGS="$flags" timeout 70 deno run $offline bench/engine/time_step.ts "$network" \
        "${STEPS:-100}"
    done
  done
}

stage_step() {
  bench --networks turev --precisions float32 --no-epochs --out "$OUT/step.json"
}

stage_bench() {
  local failed=0 epochs="--epochs ${EPOCHS:-2}"
  [ "${EPOCHS:-}" = 0 ] && epochs=--no-epochs
  # The cheapest first, a network at a time: what is measured is written.
  for network in ${NETWORKS:-turev fer2013 tess banglaser anad}; do
    bench --networks "$network" --precisions float32 $epochs \
      --out "$OUT/engine_gpu.json" || failed=1
  done
  for network in ${NETWORKS:-turev fer2013}; do
    bench --networks "$network" --precisions bfloat16 --no-epochs \
      --out "$OUT/engine_gpu.json" || failed=1
  done
  return $failed
}

train() {
  local corpus=$1
  shift
  duygu --engine xla --data "${DUYGU_DATA:?}" train "$corpus" "$@" --runs "$OUT/$corpus" \
    ${EPOCHS:+--epochs "$EPOCHS"} --json >"$OUT/$corpus.json"
}
stage_turev() { train turev; }
stage_fer2013() { train fer2013 --model compactResNetWide; }
stage_recipe() {
  local seed runs=() recipe="bench/engine/fer2013_recipe.json"
  for seed in $(seq "${SEEDS:-3}"); do
    train fer2013 --model compactResNetWide --config $recipe --weights-seed "$seed" || return
    mv "$OUT/fer2013.json" "$OUT/recipe_$seed.json"
    runs+=("$("$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["folder"])' \
      "$OUT/recipe_$seed.json")")
  done
  train fer2013 --model compactResNetWide --config $recipe --voted || return
  mv "$OUT/fer2013.json" "$OUT/recipe_voted.json"
  [ ${#runs[@]} -lt 2 ] && return
  duygu --engine xla --data "${DUYGU_DATA:?}" ensemble "${runs[@]}" --json \
    >"$OUT/recipe_ensemble.json"
}

export OUT python contenders offline
export -f duygu bench time_step train
worst=0
for wanted in "$@"; do
  stage=${wanted%%=*} seconds=${wanted##*=}
  if ! declare -F "stage_$stage" >/dev/null || [[ ! $seconds =~ ^[0-9]+$ ]]; then
    echo "Expected stages as NAME=SECONDS, such as doctor=30, but found $wanted" >&2
    exit 2
  fi
  echo "== $stage, at most $seconds s"
  started=$SECONDS
  export -f "stage_$stage"
  # Interrupted first, so that a training writes where it stands.
  timeout -s INT -k 20 "$seconds" bash -c "stage_$stage" >"$OUT/$stage.log" 2>&1
  status=$?
  tail -n 25 "$OUT/$stage.log" | cut -c1-220
  echo "== $stage ended with $status after $((SECONDS - started)) s"
  # These trainings may be cut off.
  [ "$status" = 0 ] || [[ "$stage $status" =~ ^(fer2013|recipe)\ (124|137)$ ]] || worst=1
  if [ -n "${ARCHIVE:-}" ]; then
    tar -czf "$ARCHIVE.part" --exclude="*.safetensors" -C "$OUT" . && mv "$ARCHIVE.part" "$ARCHIVE"
  fi
done
exit $worst
