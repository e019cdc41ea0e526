/** Keras's ReduceLROnPlateau and EarlyStopping as pure functions of the validation loss. */

/** What the two callbacks remember between epochs; plain JSON. */
export interface CallbackState {
  /** Of the next epoch. */
  learningRate: number;
  /** Best validation loss as ReduceLROnPlateau counts it; null before the first epoch. */
  plateauBest: number | null;
  /** Epochs since it improved. */
  plateauWait: number;
  /** Best validation loss as EarlyStopping counts it; null before the first epoch. */
  bestLoss: number | null;
  /** The epoch of that loss, from 1. */
  bestEpoch: number;
}

/** The callbacks' settings. */
export interface CallbackOptions {
  plateau: { factor: number; patience: number; leastChange: number };
  earlyStopping: { patience: number };
}

/** What follows from an epoch's validation loss. */
export interface CallbackOutcome {
  state: CallbackState;
  /** The weights are the best so far. */
  improved: boolean;
  /** Training ends here. */
  stop: boolean;
}

/** The state before the first epoch. */
export function startCallbacks(learningRate: number): CallbackState {
  return { learningRate, plateauBest: null, plateauWait: 0, bestLoss: null, bestEpoch: 0 };
}

/**
 * What to do after epoch `epoch` (from 1) with the validation loss `loss` (paper S, section 3:
 * the rate is halved after two epochs without improvement, training ends after six). A loss that
 * is not a number counts as no improvement.
 */
export function afterEpoch(
  state: CallbackState,
  epoch: number,
  loss: number,
  { plateau, earlyStopping }: CallbackOptions,
): CallbackOutcome {
  const next = { ...state };
  if (loss < (state.plateauBest ?? Infinity) - plateau.leastChange) {
    next.plateauBest = loss;
    next.plateauWait = 0;
  } else if (++next.plateauWait >= plateau.patience) {
    next.learningRate *= plateau.factor;
    next.plateauWait = 0;
  }
  const improved = loss < (state.bestLoss ?? Infinity);
  if (improved) {
    next.bestLoss = loss;
    next.bestEpoch = epoch;
  }
  return { state: next, improved, stop: epoch - next.bestEpoch >= earlyStopping.patience };
}
