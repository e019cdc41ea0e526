#!/usr/bin/env bash
# The xla engine on a machine with an NVIDIA GPU and without a network: tests, benchmark, trainings.
#
# In: a checkout; the file that bench/engine/pack_offline.ts makes, as PACK (one file or several,
# unpacked once into $HOME/duygu-offline); python3 with jax-cuda13-pjrt or jax-cuda12-pjrt, and with
# PyTorch and Flax for the benchmark; DUYGU_DATA for trainings. Out: OUT, one log a stage and the
# results as files, written as they come. Each stage has a time limit in seconds and may fail without
# the others.
#
# Run: PACK=offline.tar.xz OUT=out bench/engine/gpu.sh STAGE=SECONDS…
# Stages: doctor, tests, step (one network's step beside PyTorch's), profile (where the step's time
# goes), flags (the step under several flags of XLA), bench (all networks, with epochs), turev
# (TurEV-DB to its end), fer2013 (the wide residual network for as long as the limit lets it).
# ARCHIVE names a file that holds all of OUT but weights, written after each stage. NETWORKS limits
# profile, flags and bench, ONLY names the benchmark's contenders. PLUGIN names another plugin, such
# as the CPU's to try the script.
set -u
cd "$(dirname "$0")/../.." || exit 1
OUT=${OUT:?}
mkdir -p "$OUT"
home="${HOME:-/tmp}/duygu-offline"
if [ ! -x "$home/deno" ]; then
  mkdir -p "$home"
  for pack in ${PACK:?}; do tar -xf "$pack" -C "$home" || exit 1; done
fi
export PATH="$home:$PATH" DENO_DIR="$home/deno_dir" DENO_NO_UPDATE_CHECK=1 NO_COLOR=1
export DUYGU_CACHE="$home/cache"
python=$(command -v python3)
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
export DUYGU_PJRT="$PLUGIN"
echo "plugin $PLUGIN, $(deno --version | head -1)"
duygu() { deno run --cached-only --frozen --no-check -A main.ts "$@"; }
bench() {
  duygu bench engine --engine xla --python "$python" --json "$@" >/dev/null
}
contenders=${ONLY:-duygu xla,torch-cuda,torch-cuda-compile,jax-cuda}

stage_doctor() {
  nvidia-smi --query-gpu=name,memory.total,driver_version --format=csv,noheader
  duygu doctor --engine xla
}

# Against the cpu engine, whose sums are exact to float32: without TF32, which convolutions and
# products are otherwise allowed to use, as in PyTorch and JAX.
stage_tests() {
  NVIDIA_TF32_OVERRIDE=0 XLA_FLAGS="${XLA_FLAGS:-} --xla_gpu_enable_triton_gemm=false" \
    deno test --cached-only --frozen --no-check -A src/engine/xla/
  NVIDIA_TF32_OVERRIDE=0 XLA_FLAGS="${XLA_FLAGS:-} --xla_gpu_enable_triton_gemm=false" \
    deno test --cached-only --frozen --no-check -A --filter "on xla" \
    src/engine/engines_test.ts src/unet/engines_test.ts src/train/engines_test.ts \
    src/facecnn/engines_test.ts
}

stage_step() {
  bench --only "${ONLY:-duygu xla,torch-cuda}" --networks turev --precisions float32 --rounds ${ROUNDS:-3} \
    --steps ${STEPS:-20} --no-epochs --out "$OUT/step.json"
}

stage_bench() {
  # The cheapest first, a network at a time: what is measured is written.
  for network in ${NETWORKS:-turev fer2013 tess banglaser anad}; do
    bench --only "$contenders" --networks "$network" --precisions float32 --rounds 4 --steps 20 \
      --epochs 2 --out "$OUT/engine.json" || echo "$network failed"
  done
  for network in turev fer2013; do
    bench --only "$contenders" --networks "$network" --precisions bfloat16 --rounds 4 --steps 20 \
      --no-epochs --out "$OUT/engine.json" || echo "$network in bfloat16 failed"
  done
}

stage_flags() {
  local commands="FUSION,CUBLAS,CUBLASLT,CUDNN,CUSTOM_CALL,CONDITIONAL,WHILE"
  local tuned="--xla_gpu_deterministic_ops=false --xla_gpu_exclude_nondeterministic_ops=true"
  for network in ${NETWORKS:-turev fer2013}; do
    for flags in "$tuned" "$tuned --xla_gpu_enable_command_buffer=$commands" \
      "--xla_gpu_deterministic_ops=false"; do
      echo "flags $flags"
      XLA_FLAGS="$flags" timeout 70 deno run --cached-only --frozen --no-check -A \
        bench/engine/time_step.ts "$network" 100
    done
  done
}

stage_profile() {
  for network in ${NETWORKS:-turev fer2013}; do
    deno run --cached-only --frozen --no-check -A bench/engine/time_step.ts "$network" 200
  done
}

stage_turev() {
  duygu --engine xla --data "${DUYGU_DATA:?}" train turev --runs "$OUT/turev" --json \
    >"$OUT/turev.json"
}

stage_fer2013() {
  duygu --engine xla --data "${DUYGU_DATA:?}" train fer2013 --model compactResNetWide \
    --runs "$OUT/fer2013" --json >"$OUT/fer2013.json"
}

for wanted in "$@"; do
  stage=${wanted%%=*} seconds=${wanted##*=}
  echo "== $stage, at most $seconds s"
  started=$SECONDS
  export -f duygu bench "stage_$stage"
  export OUT python contenders ONLY home
  timeout -k 10 "$seconds" bash -c "stage_$stage" >"$OUT/$stage.log" 2>&1
  status=$?
  tail -n 25 "$OUT/$stage.log" | cut -c1-220
  echo "== $stage ended with $status after $((SECONDS - started)) s"
  if [ -n "${ARCHIVE:-}" ]; then
    tar -czf "$ARCHIVE.part" --exclude="*.safetensors" -C "$OUT" . && mv "$ARCHIVE.part" "$ARCHIVE"
  fi
done
