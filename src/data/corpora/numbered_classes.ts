/** What the numbers stand for by which face corpora name their classes, with FER2013's names. */

/** By how the options call them; each from 0 on. */
export const numberedClasses: Record<string, readonly string[]> = {
  // Mollahosseini, Hasani, Mahoor 2019, "AffectNet", table 2.
  affectnet: ["neutral", "happy", "sad", "surprise", "fear", "disgust", "angry", "contempt"],
  // Lucey et al. 2010, "The Extended Cohn-Kanade Dataset (CK+)", the label files' numbers.
  ckplus: ["neutral", "angry", "contempt", "disgust", "fear", "happy", "sad", "surprise"],
};
