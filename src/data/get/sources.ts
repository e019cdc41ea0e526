/**
 * Where `data get` finds the corpora: the only hosts that Duygu ever connects to by itself. Checked
 * against the hosts' own documentation and published uses; the hosts cannot be asked by tests.
 */

/** How a corpus's file is requested. */
export type SourceKind =
  /** The address leads to the file. */
  | "file"
  /**
   * The address is Mendeley Data's list of a data set's files, which has address and hash of each.
   */
  | "mendeleyList"
  /**
   * The address is a Dataverse's list of a data set's files, which are then requested in bundles:
   * an archive of all would be beyond what many of these hosts pack.
   */
  | "dataverseList"
  /** The address leads to the file for whoever has a token of Kaggle. */
  | "kaggle";

/** One corpus's source. */
export interface CorpusSource {
  kind: SourceKind;
  /** What is requested first. */
  address: string;
  /** The address's origin and those that it may lead on to. */
  origins: readonly string[];
  /**
   * Name of the file here, which `data import` recognises; of a folder for a Dataverse's files, and
   * in Mendeley Data's list the file's name there, too.
   */
  fileName: string;
  /** Who publishes it, in words. */
  from: string;
  licence: string;
  /** Size of the download in megabytes, about: estimated from the recordings' lengths. */
  aboutMegabytes: number;
  /** The page for people: terms, and the download by hand. */
  page: string;
}

/** Mendeley Data, and where it keeps files and archives. */
const MENDELEY = [
  "https://data.mendeley.com",
  "https://prod-dcd-datasets-public-files-eu-west-1.s3.eu-west-1.amazonaws.com",
  "https://prod-dcd-datasets-cache-zipfiles.s3.eu-west-1.amazonaws.com",
];

/** The authors' last commit: "Sound Source" holds all 1735 recordings. */
const TUREV_COMMIT = "8a998e44fc3dbc7a9e6328e83a2e3aa9a2c22c2f";

/** By corpus id. */
export const corpusSources: Readonly<Record<string, CorpusSource>> = {
  turev: {
    kind: "file",
    address: `https://github.com/Xeonen/TurEV-DB/archive/${TUREV_COMMIT}.zip`,
    origins: ["https://github.com", "https://codeload.github.com"],
    fileName: "turev.zip",
    from: `the authors' public repository at commit ${TUREV_COMMIT.slice(0, 8)}`,
    licence: "CC BY-NC-ND 4.0",
    aboutMegabytes: 300,
    page: "https://github.com/Xeonen/TurEV-DB",
  },
  tess: {
    kind: "dataverseList",
    address: "https://borealisdata.ca/api/datasets/:persistentId/versions/:latest-published/files" +
      "?persistentId=doi:10.5683/SP2/E8H2MF",
    origins: ["https://borealisdata.ca"],
    fileName: "tess",
    from: "the University of Toronto's Dataverse (Borealis), doi 10.5683/SP2/E8H2MF",
    licence: "CC BY-NC-ND 4.0",
    aboutMegabytes: 280,
    page: "https://doi.org/10.5683/SP2/E8H2MF",
  },
  anad: {
    kind: "mendeleyList",
    address:
      "https://data.mendeley.com/public-api/datasets/xm232yxf7t/files?folder_id=root&version=1",
    origins: MENDELEY,
    fileName: "ANAD_Normalized.csv",
    from: "Mendeley Data, doi 10.17632/xm232yxf7t.1 (the table of features, not the recordings)",
    licence: "CC BY-NC-SA 4.0",
    aboutMegabytes: 1,
    page: "https://doi.org/10.17632/xm232yxf7t.1",
  },
  banglaser: {
    kind: "file",
    address: "https://data.mendeley.com/public-api/zip/t9h6p943xy/download/5",
    origins: MENDELEY,
    fileName: "banglaser.zip",
    from: "Mendeley Data, doi 10.17632/t9h6p943xy.5",
    licence: "CC BY 4.0",
    aboutMegabytes: 700,
    page: "https://doi.org/10.17632/t9h6p943xy.5",
  },
  fer2013: {
    kind: "kaggle",
    address: "https://www.kaggle.com/api/v1/datasets/download/msambare/fer2013",
    origins: ["https://www.kaggle.com", "https://storage.googleapis.com"],
    fileName: "fer2013.zip",
    from: "Kaggle, msambare/fer2013, with your account's token",
    licence: "for research only (Kaggle's challenge of 2013)",
    aboutMegabytes: 60,
    page: "https://www.kaggle.com/datasets/msambare/fer2013",
  },
};

/** A pretrained encoder's source: a single file, of which nothing is unpacked. */
export interface EncoderSource extends CorpusSource {
  kind: "file";
}

/** Hugging Face, and where it keeps large files. */
const HUGGING_FACE = [
  "https://huggingface.co",
  "https://cdn-lfs.huggingface.co",
  "https://cdn-lfs.hf.co",
  "https://cdn-lfs-us-1.hf.co",
  "https://cas-bridge.xethub.hf.co",
];

function huggingFace(
  repository: string,
  file: string,
  about: Pick<CorpusSource, "licence" | "aboutMegabytes">,
): EncoderSource {
  const page = `https://huggingface.co/${repository}`;
  return {
    kind: "file",
    address: `${page}/resolve/main/${file}`,
    origins: HUGGING_FACE,
    fileName: `${repository.replace("/", "-")}.onnx`,
    from: `Hugging Face, ${repository}, ${file}`,
    page,
    ...about,
  };
}

/** By the name of the description in src/dsp/encoder/ready_encoders.ts. */
export const encoderSources: Readonly<Record<string, EncoderSource>> = {
  "whisper-tiny.en": huggingFace("onnx-community/whisper-tiny.en", "onnx/encoder_model.onnx", {
    licence: "Apache 2.0 (OpenAI's weights: MIT)",
    aboutMegabytes: 33,
  }),
  "whisper-base": huggingFace("onnx-community/whisper-base", "onnx/encoder_model.onnx", {
    licence: "Apache 2.0 (OpenAI's weights: MIT)",
    aboutMegabytes: 83,
  }),
  "whisper-small": huggingFace("onnx-community/whisper-small", "onnx/encoder_model.onnx", {
    licence: "Apache 2.0 (OpenAI's weights: MIT)",
    aboutMegabytes: 353,
  }),
  "wav2vec2-base": huggingFace("Xenova/wav2vec2-base-960h", "onnx/model.onnx", {
    licence: "Apache 2.0",
    aboutMegabytes: 378,
  }),
  "hubert-base": huggingFace("Xenova/hubert-base-ls960", "onnx/model.onnx", {
    licence: "Apache 2.0",
    aboutMegabytes: 378,
  }),
  "wavlm-base": huggingFace("Xenova/wavlm-base", "onnx/model.onnx", {
    licence: "that of Microsoft's UniLM repository, see the page",
    aboutMegabytes: 378,
  }),
};

/** Encoders that nobody publishes as ONNX files, and how their file is made by hand. */
export const encodersByHand: Readonly<Record<string, string>> = {
  emotion2vec:
    'FunASR exports it: AutoModel(model="iic/emotion2vec_base").export(type="onnx"); the ' +
    "licence is on its page, https://github.com/ddlBoJack/emotion2vec",
  resemblyzer:
    "`python bench/parity/audio_encoders.py resemblyzer FILE.onnx` makes it of the package " +
    "resemblyzer (Apache 2.0)",
};
