/**
 * The commands, in the order of the help. To add one, add an entry: its module is loaded only when
 * the command is called, so that the program starts fast however much the commands need.
 */
import type { Command } from "commander";

/** A command of the program. */
export interface CommandEntry {
  name: string;
  /** One line for the program's help. */
  summary: string;
  /** Loads the function that adds the command, with its options and action, to its parent. */
  load: () => Promise<(parent: Command) => void>;
  /** Commands beside the command's own arguments, each loaded only when it is called. */
  subcommands?: readonly CommandEntry[];
  /** True where it listens at an address or connects to one; the others give the network up. */
  usesNetwork?: boolean;
  /** True where its action reads the definitions of all other commands. */
  needsAll?: boolean;
}

const benchSubcommands: readonly CommandEntry[] = [
  {
    name: "ablation",
    summary: "Ablation of the small speech networks on unseen speakers",
    load: async () =>
      (await import("./commands/bench/ablation_command.ts")).addAblationBenchCommand,
    usesNetwork: true,
  },
  {
    name: "engine",
    summary: "Train step, prediction and epoch against Keras and PyTorch",
    load: async () => (await import("./commands/bench/engine_command.ts")).addEngineBenchCommand,
  },
  {
    name: "features",
    summary: "Feature extraction against librosa",
    load: async () =>
      (await import("./commands/bench/features_command.ts")).addFeaturesBenchCommand,
  },
  {
    name: "feature-memory",
    summary: "Memory while features of a generated corpus stream",
    load: async () =>
      (await import("./commands/bench/features_command.ts")).addFeatureMemoryCommand,
  },
  {
    name: "networks",
    summary: "Size and time per epoch of the speech networks, against EmotionUnet's",
    load: async () => (await import("./commands/bench/engine_command.ts")).addNetworksBenchCommand,
  },
  {
    name: "peers",
    summary: "What users would pick instead, on the same splits",
    load: async () => (await import("./commands/bench/peers_command.ts")).addPeersCommand,
  },
  {
    name: "precision",
    summary: "What bfloat16 costs in accuracy: the same trainings in both precisions",
    load: async () => (await import("./commands/bench/engine_command.ts")).addPrecisionBenchCommand,
    usesNetwork: true,
  },
  {
    name: "queue",
    summary: "Many cheap jobs on simulated workers through a PostgreSQL, some of which die",
    load: async () => (await import("./commands/bench/queue_command.ts")).addQueueBenchCommand,
    usesNetwork: true,
  },
  {
    name: "tuning",
    summary: "Bayesian optimisation of test functions against scikit-optimize",
    load: async () => (await import("./commands/bench/tuning_command.ts")).addTuningBenchCommand,
  },
  {
    name: "tuning-study",
    summary: "Bayesian optimisation of EmotionUnet against random search",
    load: async () => (await import("./commands/bench/tuning_command.ts")).addTuningStudyCommand,
    usesNetwork: true,
  },
  {
    name: "web",
    summary: "The page's server: time of an answer, many clients, memory",
    load: async () => (await import("./commands/bench/web_command.ts")).addWebBenchCommand,
    usesNetwork: true,
  },
  {
    name: "hardening",
    summary: "Damaged files for every reader, kills for every command that writes",
    load: async () =>
      (await import("./commands/bench/hardening_command.ts")).addHardeningBenchCommand,
  },
];

/** All commands. */
export const commandList: readonly CommandEntry[] = [
  {
    name: "bench",
    summary: "Train as the papers do, and print the published figures beside ours",
    load: async () => (await import("./commands/bench_command.ts")).addBenchCommand,
    // Where runs are made through a queue; else it gives the network up by itself.
    usesNetwork: true,
    subcommands: benchSubcommands,
  },
  {
    name: "train",
    summary: "Train a network on a corpus and test it, in a run folder of its own",
    load: async () => (await import("./commands/train_command.ts")).addTrainCommand,
  },
  {
    name: "evaluate",
    summary: "Recompute a run's metrics from its weights",
    load: async () => (await import("./commands/evaluate_command.ts")).addEvaluateCommand,
  },
  {
    name: "errors",
    summary: "Clips that every network gets wrong",
    load: async () => (await import("./commands/errors_command.ts")).addErrorsCommand,
  },
  {
    name: "cross",
    summary: "Train on each corpus and test on each other",
    load: async () => (await import("./commands/cross_command.ts")).addCrossCommand,
  },
  {
    name: "learning-curve",
    summary: "Accuracy of new speakers over the number of training speakers",
    load: async () =>
      (await import("./commands/learning_curve_command.ts")).addLearningCurveCommand,
  },
  {
    name: "ensemble",
    summary: "Ensemble of several runs, calibrated if requested",
    load: async () => (await import("./commands/ensemble_command.ts")).addEnsembleCommand,
  },
  {
    name: "adapt",
    summary: "Adapt a network to new speakers from their clips without labels",
    load: async () => (await import("./commands/adapt_command.ts")).addAdaptCommand,
  },
  {
    name: "results",
    summary: "List the runs with their configuration, state and test scores",
    load: async () => (await import("./commands/results_command.ts")).addResultsCommand,
  },
  {
    name: "compare",
    summary: "Compare two runs on the same test clips, with significance",
    load: async () => (await import("./commands/compare_command.ts")).addCompareCommand,
  },
  {
    name: "plot",
    summary: "Draw a finished run: training, curves by class, confusion, reliability",
    load: async () => (await import("./commands/plot_command.ts")).addPlotCommand,
  },
  {
    name: "audit",
    summary: "Check whether published figures fit together: the papers', or any table",
    load: async () => (await import("./commands/audit_command.ts")).addAuditCommand,
  },
  {
    name: "report",
    summary: "Write the reproduction report as one page, Markdown and JSON",
    load: async () => (await import("./commands/report_command.ts")).addReportCommand,
  },
  {
    name: "predict",
    summary: "Predict class probabilities for sound files and for faces in photos",
    load: async () => (await import("./commands/predict_command.ts")).addPredictCommand,
  },
  {
    name: "faces",
    summary: "Find the faces in photos",
    load: async () => (await import("./commands/faces_command.ts")).addFacesCommand,
  },
  {
    name: "tune",
    summary: "Search for the best configuration by Bayesian optimisation; train and test that once",
    load: async () => (await import("./commands/tune_command.ts")).addTuneCommand,
    // A queue is a database's address.
    usesNetwork: true,
  },
  {
    name: "worker",
    summary: "Make runs and trials that `--on queue:…` asks for, here or on other machines",
    load: async () => (await import("./commands/worker_command.ts")).addWorkerCommand,
    usesNetwork: true,
  },
  {
    name: "export",
    summary: "Write a run's network and weights for Keras, TensorFlow.js or others' predict",
    load: async () => (await import("./commands/export_command.ts")).addExportCommand,
  },
  {
    name: "import",
    summary: "Make a run of weights that Keras or TensorFlow.js saved",
    load: async () => (await import("./commands/import_command.ts")).addImportCommand,
  },
  {
    name: "data",
    summary: "List, get, verify, import, add and split corpora",
    load: async () => (await import("./commands/data_command.ts")).addDataCommand,
    subcommands: [{
      name: "get",
      summary: "Download a corpus from its publisher, check and import it",
      load: async () => (await import("./commands/data/get_command.ts")).addGetCommand,
      // Its download's thread may reach the corpora's hosts alone (src/data/get/sources.ts).
      usesNetwork: true,
    }],
  },
  {
    name: "features",
    summary: "Show a clip's features and draw its spectrogram",
    load: async () => (await import("./commands/features_command.ts")).addFeaturesCommand,
  },
  {
    name: "music",
    summary: "Recommend music for an emotion",
    load: async () => (await import("./commands/music_command.ts")).addMusicCommand,
  },
  {
    name: "serve",
    summary: "Serve the web page that finds music for a face, a voice or a chosen emotion",
    load: async () => (await import("./commands/serve_command.ts")).addServeCommand,
    usesNetwork: true,
  },
  {
    name: "notebook",
    summary: "Start JupyterLab with Duygu's kernel, or run the notebooks without it",
    load: async () => (await import("./commands/notebook_command.ts")).addNotebookCommand,
  },
  {
    name: "doctor",
    summary: "Show what works on this machine, and what to do about the rest",
    load: async () => (await import("./commands/doctor_command.ts")).addDoctorCommand,
  },
  {
    name: "licences",
    summary: "List all dependencies with their licences",
    load: async () => (await import("./commands/licences_command.ts")).addLicencesCommand,
  },
  {
    name: "completion",
    summary: "Print a script that completes commands and options in bash, zsh or fish",
    load: async () => (await import("./commands/completion_command.ts")).addCompletionCommand,
    needsAll: true,
  },
  {
    name: "reference",
    summary: "Print the reference of all commands as Markdown or a manual page",
    load: async () => (await import("./commands/reference_command.ts")).addReferenceCommand,
    needsAll: true,
  },
];
