import assert from "node:assert/strict";
import { join } from "node:path";
import { addCorpus } from "../add_corpus.ts";
import { indexPath } from "../clip_index.ts";
import { requireCorpus } from "../find_corpus.ts";
import { writeClips } from "../made_inputs.ts";
import { splitCorpus, splitFolds } from "../splits/split_corpus.ts";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
import { presetNames } from "./presets.ts";

type Read = [label: string, speaker: string, text: string, repetition: string];

/** Files named as the publishers name theirs, and what each says. */
const published: Record<string, Record<string, Read>> = {
  emodb: {
    "wav/03a01Fa.wav": ["happy", "03", "a01", "a"],
    "wav/03a01Wa.wav": ["angry", "03", "a01", "a"],
    "wav/08b09La.wav": ["boredom", "08", "b09", "a"],
    "wav/08b10Eb.wav": ["disgust", "08", "b10", "b"],
    "wav/13a05Aa.wav": ["fear", "13", "a05", "a"],
    "wav/13a07Tc.wav": ["sad", "13", "a07", "c"],
    "wav/16b03Nd.wav": ["neutral", "16", "b03", "d"],
  },
  ravdess: {
    "Actor_01/03-01-01-01-01-01-01.wav": ["neutral", "01", "01", "01"],
    "Actor_01/03-01-02-01-02-01-01.wav": ["calm", "01", "02", "01"],
    "Actor_02/03-01-03-02-01-02-02.wav": ["happy", "02", "01", "02"],
    "Actor_02/03-01-04-01-01-01-02.wav": ["sad", "02", "01", "01"],
    "Actor_12/03-01-05-01-01-01-12.wav": ["angry", "12", "01", "01"],
    "Actor_12/03-01-06-01-02-01-12.wav": ["fear", "12", "02", "01"],
    "Actor_24/03-01-07-01-01-01-24.wav": ["disgust", "24", "01", "01"],
    "Actor_24/03-01-08-02-02-02-24.wav": ["surprised", "24", "02", "02"],
  },
  cremad: {
    "AudioWAV/1001_DFA_ANG_XX.wav": ["angry", "1001", "DFA", ""],
    "AudioWAV/1001_IEO_DIS_LO.wav": ["disgust", "1001", "IEO", ""],
    "AudioWAV/1091_IEO_FEA_HI.wav": ["fear", "1091", "IEO", ""],
    "AudioWAV/1091_IEO_HAP_MD.wav": ["happy", "1091", "IEO", ""],
    "AudioWAV/1050_WSI_NEU_XX.wav": ["neutral", "1050", "WSI", ""],
    "AudioWAV/1050_TSI_SAD_XX.wav": ["sad", "1050", "TSI", ""],
  },
  savee: {
    "AudioData/DC/a01.wav": ["angry", "DC", "", ""],
    "AudioData/DC/d15.wav": ["disgust", "DC", "", ""],
    "AudioData/JE/f02.wav": ["fear", "JE", "", ""],
    "AudioData/JE/h03.wav": ["happy", "JE", "", ""],
    "AudioData/JK/n30.wav": ["neutral", "JK", "", ""],
    "AudioData/KL/sa11.wav": ["sad", "KL", "", ""],
    "AudioData/KL/su07.wav": ["surprised", "KL", "", ""],
  },
  emovo: {
    "f1/dis-f1-b1.wav": ["disgust", "f1", "b1", ""],
    "f2/gio-f2-d1.wav": ["happy", "f2", "d1", ""],
    "f3/neu-f3-l3.wav": ["neutral", "f3", "l3", ""],
    "m1/pau-m1-n5.wav": ["fear", "m1", "n5", ""],
    "m2/rab-m2-b3.wav": ["angry", "m2", "b3", ""],
    "m3/sor-m3-l4.wav": ["surprised", "m3", "l4", ""],
    "m3/tri-m3-n1.wav": ["sad", "m3", "n1", ""],
  },
  urdu: {
    "Angry/SM1_F1_A01.wav": ["angry", "SM1", "", ""],
    "Happy/SM27_F4_H062.wav": ["happy", "SM27", "", ""],
    "Neutral/SF5_F10_N07.wav": ["neutral", "SF5", "", ""],
    "Sad/SF11_F2_S099.wav": ["sad", "SF11", "", ""],
  },
  subesco: {
    "F_01_OISHI_S_1_ANGRY_1.wav": ["angry", "F_01", "1", "1"],
    "F_10_TITHI_S_10_DISGUST_5.wav": ["disgust", "F_10", "10", "5"],
    "F_02_PRIYANKA_S_2_FEAR_2.wav": ["fear", "F_02", "2", "2"],
    "M_01_MONGOL_S_1_HAPPY_1.wav": ["happy", "M_01", "1", "1"],
    "M_02_RASEL_S_3_NEUTRAL_4.wav": ["neutral", "M_02", "3", "4"],
    "M_10_DIPTO_S_4_SAD_3.wav": ["sad", "M_10", "4", "3"],
    "M_10_DIPTO_S_4_SURPRISE_3.wav": ["surprised", "M_10", "4", "3"],
  },
  shemo: {
    "female/F01A01.wav": ["angry", "F01", "", ""],
    "female/F02F02.wav": ["fear", "F02", "", ""],
    "female/F21H10.wav": ["happy", "F21", "", ""],
    "male/M01N100.wav": ["neutral", "M01", "", ""],
    "male/M56S07.wav": ["sad", "M56", "", ""],
    "male/M02W03.wav": ["surprised", "M02", "", ""],
  },
  mesd: {
    "Anger_C_A_abajo.wav": ["angry", "C", "abajo", ""],
    "Disgust_F_B_asco.wav": ["disgust", "F", "asco", ""],
    "Fear_M_A_derecha.wav": ["fear", "M", "derecha", ""],
    "Happiness_C_B_feliz.wav": ["happy", "C", "feliz", ""],
    "Neutral_F_A_atrás.wav": ["neutral", "F", "atrás", ""],
    "Sadness_M_B_triste.wav": ["sad", "M", "triste", ""],
  },
};

/** The corpus that a preset makes of files of these names. */
async function added(preset: string, files: string[], skipUnmatched?: true) {
  let corpus;
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "clips");
    await writeClips(root, files);
    const { description } = await addCorpus({
      id: preset,
      root,
      preset,
      skipUnmatched,
      dataRoot: folder,
    });
    corpus = { ...await requireCorpus(preset, { dataRoot: folder }), description };
    await Deno.remove(indexPath(root)).catch(() => {});
  });
  return corpus! as Awaited<ReturnType<typeof requireCorpus>> & {
    description: { language: string; reference: string };
  };
}

Deno.test("every preset has its published names below", () => {
  assert.deepEqual(Object.keys(published), presetNames);
});

for (const [preset, files] of Object.entries(published)) {
  Deno.test(`the preset ${preset} reads the names as they are published`, async () => {
    const corpus = await added(preset, Object.keys(files));
    const read = corpus.clips.map(({ id, label, speaker, text, repetition }) =>
      [`${id}.wav`, [label, speaker, text, repetition]] as const
    );
    assert.deepEqual(Object.fromEntries(read), files);
    assert.deepEqual(corpus.classes, [...new Set(Object.values(files).map(([own]) => own))].sort());
    assert.match(corpus.description.reference, /\d{4}/);
    assert.notEqual(corpus.description.language, "unknown");
  });
}

Deno.test("SAVEE is read in its folders and in one folder", async () => {
  const corpus = await added("savee", ["DC_a01.wav", "JE_sa02.wav", "KL_su03.wav"]);
  assert.deepEqual(corpus.classes, ["angry", "sad", "surprised"]);
  assert.deepEqual(corpus.clips.map(({ speaker }) => speaker), ["DC", "JE", "KL"]);
});

Deno.test("RAVDESS's songs are refused, or left out where that is requested", async () => {
  const files = [
    "Actor_01/03-01-03-01-01-01-01.wav",
    "Actor_01/03-01-04-01-01-01-01.wav",
    "Actor_01/03-02-04-01-01-01-01.wav",
  ];
  await assert.rejects(added("ravdess", files), /03-02-04.* does not follow .*--skip-unmatched/);
  assert.equal((await added("ravdess", files, true)).clips.length, 2);
});

Deno.test("a part of EMO-DB can be split by speaker", async () => {
  const files = ["03", "08", "09", "10"].flatMap((speaker) =>
    ["a01", "b02"].flatMap((text) => ["W", "T"].map((code) => `${speaker}${text}${code}a.wav`))
  );
  const corpus = await added("emodb", files);
  assert.deepEqual(corpus.classes, ["angry", "sad"]);
  assert.deepEqual(splitFolds(corpus, "speaker"), ["03", "08", "09", "10"]);
  const { test } = splitCorpus(corpus, { protocol: "speaker", seed: 1, fold: "09" });
  assert.deepEqual(test, ["09a01Ta", "09a01Wa", "09b02Ta", "09b02Wa"]);
});

/** Of each preset whose names or documentation tell, a file with the sex and age of its speaker. */
const told: Record<string, [file: string, sex: string | undefined, age: string | undefined][]> = {
  emodb: [["03a01Fa.wav", "male", "31"], ["14b10Wb.wav", "female", "35"]],
  ravdess: [
    ["Actor_01/03-01-03-01-01-01-01.wav", "male", undefined],
    ["Actor_24/03-01-04-01-01-01-24.wav", "female", undefined],
  ],
  savee: [["DC_a01.wav", "male", undefined], ["KL_sa02.wav", "male", undefined]],
  emovo: [["dis-f1-b1.wav", "female", undefined], ["gio-m3-b1.wav", "male", undefined]],
  urdu: [
    ["SM1_F1_A01.wav", "male", undefined],
    ["SF5_F10_N07.wav", "female", undefined],
  ],
  subesco: [
    ["F_01_OISHI_S_1_ANGRY_1.wav", "female", undefined],
    ["M_02_RASEL_S_3_NEUTRAL_4.wav", "male", undefined],
  ],
  shemo: [["F01A01.wav", "female", undefined], ["M01N100.wav", "male", undefined]],
  mesd: [
    ["Anger_C_A_abajo.wav", undefined, "child"],
    ["Disgust_F_B_asco.wav", "female", "adult"],
  ],
};

for (const [preset, files] of Object.entries(told)) {
  Deno.test(`the preset ${preset} knows sex and age as far as they are published`, async () => {
    const corpus = await added(preset, files.map(([file]) => file));
    const read = corpus.clips.map(({ id, sex, age }) => [`${id}.wav`, sex, age]);
    assert.deepEqual(read.sort(), files.map((one) => [...one]).sort());
  });
}

Deno.test("CREMA-D's names tell no sex or age, its table of demographics does", async () => {
  const files = ["1001_IEO_ANG_HI.wav", "1002_IEO_SAD_LO.wav"];
  const corpus = await added("cremad", files);
  assert.deepEqual(corpus.clips.map(({ sex, age }) => [sex, age]), [
    [undefined, undefined],
    [undefined, undefined],
  ]);
});
