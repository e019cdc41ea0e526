/**
 * What the two papers leave open or contradict, and what was done here instead, as ReScience C's
 * reports state it. The choices' reasons stand beside the code that takes them.
 */
import { paperF } from "../published/paper_f.ts";
import { paperS } from "../published/paper_s.ts";
import type { Publication } from "../published/published_figure.ts";

/** One thing that a reader of the paper cannot know. */
export interface LeftOpen {
  /** Which publication. */
  publication: Publication;
  /** What is missing. */
  open: string;
  /** What was taken. */
  choice: string;
  /** Why. */
  reason: string;
  /** The file that takes it. */
  file: string;
}

const ofS = (open: string, choice: string, reason: string, file: string): LeftOpen => ({
  publication: paperS,
  open,
  choice,
  reason,
  file,
});
const ofF = (open: string, choice: string, reason: string, file: string): LeftOpen => ({
  publication: paperF,
  open,
  choice,
  reason,
  file,
});

/** Both papers' open questions. */
export const leftOpen: readonly LeftOpen[] = [
  ofS(
    "Sampling rate, STFT frame, hop and number of frames",
    "16 kHz, 512 samples every 160, 128 frames (1.28 s)",
    "lowest validation loss of three settings on TurEV-DB's validation set",
    "src/dsp/feature_config.ts",
  ),
  ofS(
    "Scale and normalisation of the spectrogram; what happens to longer and shorter clips",
    "decibels with a floor of 80, each frequency standardised by the training set; the clip's " +
      "beginning, padded at the end",
    "usual for spectrograms; statistics of the training set alone leak nothing",
    "src/dsp/feature_config.ts",
  ),
  ofS(
    "Pooling, upsampling, how links join, and what stands between the U-Net and the dense layer",
    "average pooling by 2, repetition by 2, concatenation, flattening",
    "ProteinUnet (Kotowski et al. 2021), which the paper names as its model",
    "src/unet/emotion_unet.ts",
  ),
  ofS(
    "Whether the random split is stratified, and its seed",
    "a plain draw with table 1's exact counts; several seeds",
    "the paper mentions no stratification",
    "src/data/splits/published_splits.ts",
  ),
  ofS(
    "Which 2199 of TESS's 2800 clips are used",
    "2199 drawn at random, for each seed",
    "table 1's counts follow from 2199 clips; nothing says which",
    "src/data/splits/published_splits.ts",
  ),
  ofS(
    "From what change on the validation loss counts as improved, and which epoch's weights are kept",
    "Keras's own limit, 1e-4, for the learning rate; the weights of the best epoch",
    "Keras's defaults; early stopping makes sense only with the best weights",
    "src/train/schedule.ts",
  ),
  ofS(
    "How AUC is computed and averaged over classes",
    "one against the rest from the predicted classes alone, unweighted mean; beside it from " +
      "probabilities",
    "probabilities of such a classifier would score far above TurEV-DB's 84.97 %; where even this " +
      "reading cannot hold, the audit says so",
    "src/metrics/ranking_curves.ts",
  ),
  ofS(
    "What the Bayesian optimisation minimises, and the scale of the learning rate",
    "the lowest validation loss of a trial; a logarithmic scale",
    "the loss has no ties and less noise than the accuracy of 173 clips; the bounds span three " +
      "orders of magnitude",
    "src/bayesopt/space.ts",
  ),
  ofS(
    "Uncertainty of the figures: one split, one training, no variance",
    "several seeds, an interval for every figure, and splits that hold out speakers and words",
    "a single figure of 433 clips is known to about ± 4 points",
    "src/report/compare_with_published.ts",
  ),
  ofF(
    "Which “anonymous” images were mixed with FER2013, and what was tested",
    "FER2013 alone, its official test set (PrivateTest)",
    "the mixture cannot be had; so the 92.7 % cannot be checked",
    "bench/benchmarks.ts",
  ),
  ofF(
    "Which layers are added to MobileNet, and which weights it starts from",
    "global average pooling, 256 units with relu, dropout by half, softmax; random weights",
    "a usual head; no pretrained weights are fetched, though a file of them can be read",
    "src/facecnn/mobile_net.ts",
  ),
  ofF(
    "Amounts of the augmentation, learning rate, batch size, epochs and patience",
    "amounts usual for FER2013, 1e-3 (3e-4 from others' weights), 64, at most 60, 2 and 6; a moving " +
      "average of the weights predicts",
    "the paper names the kinds and the callbacks only; single steps' weights predict unsteadily",
    "src/train/face_config.ts",
  ),
  ofF(
    "How a mood becomes music: thresholds of tempo and mode",
    "fast and major for positive moods, slow and minor for negative ones; a model of valence and " +
      "energy beside it",
    "the conclusions say no more than that",
    "src/music",
  ),
];
