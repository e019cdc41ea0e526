/** The page: what its buttons do, and what it shows then. */
import { askPhoto, askSpeech, askStatus, ServerError } from "./api.js";
import { showBars } from "./bars_view.js";
import { startCamera, stopCamera, takePhoto } from "./camera.js";
import { cameraAfter, cameraOff, cameraView } from "./camera_state.js";
import { addEmotions, showEmotions } from "./emotions_view.js";
import { errorText } from "./error_text.js";
import { fileType } from "./file_type.js";
import { showFaces } from "./faces_view.js";
import {
  capital,
  emotionName,
  fillTexts,
  percent,
  seconds,
  setLanguage,
  text,
} from "./language.js";
import { smoothMood } from "./live_mood.js";
import { showLoudness } from "./level_view.js";
import { startRecording } from "./microphone.js";
import { acceptNotice } from "./notice.js";
import { PageError } from "./page_error.js";
import { drawPhoto } from "./photo_view.js";
import { createMusicPanel } from "./music_panel.js";
import { recordMood } from "./session.js";

/** Live, a picture is analysed as often as this, where the server is quick enough. */
const LIVE_EVERY_MS = 200;

/** Live pictures are no wider: faces before a camera are large. */
const LIVE_WIDTH_PX = 480;

const element = (/** @type {string} */ id) => document.getElementById(id);
const video = element("video");

/** What there is on the server; undefined until it has answered. */
let server;
/** What is known of the mood: {kind: "chosen" | "face" | "voice" | "none", shares, …}. */
let mood;
/** Of the camera and the stage; changed by {@link onCamera} alone. */
let cameraState = cameraOff;
/** A photo of the camera that is being analysed. */
let still;
/** Ends the wait for a camera that starts. */
let giveUpStart = () => {};
/** Counts times of live analysis, of which only the newest may go on. */
let watches = 0;
/** The number of the newest mood, or question for one; an older one's answer comes too late. */
let newestMood = 0;
/** Counts attempts to start the camera, for one that was given up may still go on. */
let cameraStarts = 0;
/** Ends the recording that runs. */
let endRecording;
/** The seconds recorded, for the button. */
let recordedS = 0;
const music = createMusicPanel({
  server: () => server,
  mood: () => hasMood() ? mood : undefined,
  resultText,
  say,
  showError,
});

for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => {
    setLanguage(button.dataset.language);
    showAll();
    if (music.hasList()) music.recommend({ again: false });
  });
}
addEmotions(element("emotions"), (emotion) => {
  element("error").hidden = true;
  onCamera("other");
  setMood({ kind: "chosen", predicted: emotion, shares: { [emotion]: 1 } });
  music.recommend();
});
element("camera").addEventListener("click", () => {
  // It can be given up while it starts.
  if (cameraState.camera === "off") whileBusy(beginCamera)();
  else onCamera("stop");
});
element("capture").addEventListener("click", whileBusy(analyseCamera));
element("watch").addEventListener("click", () => {
  if (cameraView(cameraState).isWatched) {
    onCamera("unwatch");
    return;
  }
  element("error").hidden = true;
  onCamera("watch");
  say(text("onAir"));
  watch();
});
element("record").addEventListener("click", whileBusy(toggleRecording));
element("recommend").addEventListener("click", whileBusy(suggest));
element("file").addEventListener("change", ({ target }) => {
  const [file] = target.files;
  target.value = "";
  if (file) whileBusy(() => analyseFile(file))();
});
for (const type of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(type, (event) => {
    event.preventDefault();
    element("stage").classList.toggle("target", type === "dragenter" || type === "dragover");
    const [file] = event.dataTransfer?.files ?? [];
    if (type === "drop" && file) whileBusy(() => analyseFile(file))();
  });
}
addEventListener("pagehide", () => {
  onCamera("stop");
  endRecording?.();
  endRecording = undefined;
});

fillTexts();
showAll();
askStatus().then((answer) => {
  server = answer;
  showAll();
}, showError);

/** Runs `work`, tells of its errors, and lets it not be started twice at once. */
function whileBusy(/** @type {() => Promise<void>} */ work) {
  return async () => {
    if (document.body.classList.contains("busy")) return;
    document.body.classList.add("busy");
    element("error").hidden = true;
    try {
      await work();
    } catch (error) {
      showError(error);
    } finally {
      document.body.classList.remove("busy");
    }
  };
}

/** The page's main button: looks anew where the camera runs, else gives other music. */
async function suggest() {
  const { canTake, isWatched } = cameraView(cameraState);
  // Live, the mood is known already.
  if (canTake && !(isWatched && mood?.kind === "live")) return await analyseCamera();
  if (hasMood()) {
    if (mood.kind.startsWith("live")) recordMood(mood, modelOf(mood));
    return await music.recommend();
  }
  say(text("musicHint"));
  element("emotions").querySelector("button").focus();
}

function hasMood() {
  return mood !== undefined && mood.kind !== "none";
}

/** Tells the camera's state of an event, and does what follows from it. */
function onCamera(/** @type {import("./camera_state.js").CameraEvent} */ event) {
  cameraState = cameraAfter(cameraState, event);
  if (cameraState.camera === "off") {
    stopCamera(video);
    giveUpStart();
  }
  showStage();
}

async function beginCamera() {
  if (!await acceptNotice(element("notice"))) return;
  const number = ++cameraStarts;
  const isWanted = () => number === cameraStarts && cameraState.camera !== "off";
  // One that is given up may wait for a permission still; the page does not.
  const givenUp = new Promise((done) => {
    giveUpStart = () => done(undefined);
  });
  onCamera("start");
  try {
    await Promise.race([startCamera(video, () => onCamera("failed"), isWanted), givenUp]);
    if (isWanted()) onCamera("started");
  } catch (error) {
    if (isWanted()) onCamera("failed");
    throw error;
  }
}

/** The camera is free as soon as the photo is taken. */
async function analyseCamera() {
  try {
    const photo = await takePhoto(video);
    still = await createImageBitmap(photo);
    onCamera("photo");
    await analysePhoto(photo);
  } catch (error) {
    still = undefined;
    onCamera("other");
    throw error;
  }
}

/** Analyses picture after picture until nobody wants it any more; one at a time. */
async function watch() {
  const number = ++watches;
  const isWanted = () => number === watches && cameraView(cameraState).isWatched;
  let live;
  while (isWanted()) {
    const startMs = performance.now();
    let waitMs = LIVE_EVERY_MS;
    try {
      const { faces: [face] } = await askPhoto(await takePhoto(video, LIVE_WIDTH_PX));
      if (!isWanted()) return;
      live = smoothMood(live, face, performance.now());
      // The music stays, and so does the keyboard's place in it.
      mood = live ? { kind: "live", ...live } : { kind: "none", reason: "noFaceNow", shares: {} };
      showEmotions(element("emotions"));
      showResult();
    } catch (error) {
      if (!isWanted()) return;
      if (error.code !== "busy" && error.code !== "too_many_requests") {
        onCamera("stop");
        showError(error);
        return;
      }
      waitMs = 1000 * error.retryAfterS;
    }
    const restMs = waitMs - (performance.now() - startMs);
    await new Promise((done) => setTimeout(done, Math.max(0, restMs)));
  }
}

async function analyseFile(/** @type {File} */ file) {
  if (!await acceptNotice(element("notice"))) return;
  const type = await fileType(file);
  if (type === undefined) throw new PageError("wrongFile");
  const blob = new Blob([file], { type });
  return await (type.startsWith("image/") ? analysePhoto(blob) : analyseSpeech(blob));
}

async function analysePhoto(/** @type {Blob} */ blob) {
  if (server && !server.photo.trained) throw new ServerError("not_trained");
  say(text("analysing"));
  const number = ++newestMood;
  const answer = await askPhoto(blob);
  const photo = { bitmap: await createImageBitmap(blob), width: answer.width };
  if (number !== newestMood) return;
  onCamera("photo");
  const [face] = answer.faces;
  if (!face) {
    setMood({ kind: "none", photo, faces: [], shares: {} });
    say(text("noFace"));
  } else {
    setMood({ kind: "face", ...face, photo, faces: answer.faces, chosen: 0 });
    await music.recommend();
  }
  element("result").scrollIntoView({ block: "nearest" });
}

async function analyseSpeech(/** @type {Blob} */ blob) {
  if (server && !server.speech.trained) throw new ServerError("not_trained");
  say(text("analysing"));
  const number = ++newestMood;
  const answer = await askSpeech(blob);
  if (number !== newestMood) return;
  onCamera("other");
  // Of what nobody can judge no emotion is told, and no music follows from it.
  const hopeless = answer.warnings.find(({ kind }) => kind === "silence" || kind === "tooShort");
  if (hopeless) {
    setMood({ kind: "none", reason: `warning_${hopeless.kind}`, shares: {} });
    say(resultText());
  } else {
    setMood({ kind: "voice", ...answer });
    await music.recommend();
  }
  element("result").scrollIntoView({ block: "nearest" });
}

async function toggleRecording() {
  if (!endRecording) {
    if (!await acceptNotice(element("notice"))) return;
    recordedS = 0;
    endRecording = await startRecording(showLevel, () => element("record").click());
    showAll();
    return;
  }
  const end = endRecording;
  endRecording = undefined;
  const recording = await end();
  showAll();
  if (!recording) throw new PageError("tooQuiet");
  await analyseSpeech(recording);
}

function setMood(value) {
  newestMood++;
  mood = value;
  still = undefined;
  if (mood.kind === "none") music.clear();
  else recordMood(mood, modelOf(mood));
  showAll();
}

/** Shows everything anew, in the language of now. */
function showAll() {
  showStage();
  showEmotions(element("emotions"), mood?.kind === "chosen" ? mood.predicted : undefined);
  showResult();
  music.show();
  showMissing();
}

function showStage() {
  const { stage, button, canTake, isWatched } = cameraView(cameraState);
  const photo = still ? { bitmap: still, width: still.width } : mood?.photo;
  const faces = still ? [] : mood?.faces;
  element("photo").hidden = stage !== "photo" || !photo;
  video.hidden = stage !== "video";
  element("stage-hint").hidden = stage === "video" || !element("photo").hidden;
  if (photo && stage === "photo") {
    drawPhoto(element("photo"), photo.bitmap, faces, photo.width, mood?.chosen ?? 0);
    const label = still ? text("analysing") : text("photoResult", { count: faces.length });
    element("photo").setAttribute("aria-label", label);
  }
  element("camera").textContent = text(button);
  element("capture").hidden = !canTake;
  element("watch").hidden = !canTake;
  element("watch").setAttribute("aria-pressed", String(isWatched));
  element("on-air").hidden = !isWatched;
  element("record").textContent = endRecording
    ? text("stopRecording", { seconds: Math.floor(recordedS) })
    : text("startRecording");
  element("record").classList.toggle("recording", !!endRecording);
  element("level").hidden = !endRecording;
}

function showLevel(/** @type {number} */ atS, /** @type {number} */ loudness) {
  if (Math.floor(atS) !== Math.floor(recordedS)) {
    element("record").textContent = text("stopRecording", { seconds: Math.floor(atS) });
  }
  recordedS = atS;
  showLoudness(element("level"), loudness);
}

function resultText() {
  if (mood.kind === "none") return text(mood.reason ?? "noFace");
  const emotion = emotionName(mood.predicted);
  if (mood.kind === "chosen") return text("resultChosen", { emotion });
  const share = percent(mood.probabilities[mood.predicted]);
  if (mood.unsure) return text("resultUnsure", { emotion, percent: share });
  const key = mood.kind === "voice" ? "resultVoice" : "resultFace";
  return capital(text(key, { emotion, percent: share }));
}

function showResult() {
  element("result").hidden = !mood;
  if (!mood) return;
  element("result-heading").textContent = resultText();
  showBars(element("bars"), mood.probabilities ?? {});
  const model = modelOf(mood);
  const notes = model?.trained ? modelNotes(model) : [];
  if (mood.kind === "voice" && mood.usedS < mood.durationS) {
    notes.push(
      text("voiceUsed", { used: seconds(mood.usedS), duration: seconds(mood.durationS) }),
    );
  }
  for (const { kind } of mood.warnings ?? []) notes.push(text(`warning_${kind}`));
  if (mood.figure) notes.push(text("figure", { percent: percent(mood.figure.accuracy) }));
  element("model-note").textContent = notes.join(" ");
  element("model-note").hidden = notes.length === 0;
  const faces = mood.faces ?? [];
  showFaces(element("faces"), faces.length, mood.chosen, (at) => {
    setMood({ ...mood, ...faces[at], chosen: at });
    music.recommend();
  });
}

/** The network that told a mood. */
function modelOf({ kind }) {
  if (kind === "chosen" || kind === "none") return undefined;
  return /voice$/i.test(kind) ? server?.speech : server?.photo;
}

/** Which network answers, where it comes from, and how good it is. */
function modelNotes(model) {
  if (model.synthetic) return [text("modelSynthetic")];
  const notes = [text("model", model)];
  if (model.readyMade) notes.push(text("readyMade", model.readyMade));
  // A voice's answer brings the figure that holds for it.
  if (mood.kind !== "voice" && model.accuracy !== null) {
    notes.push(text("figureFace", { percent: percent(model.accuracy) }));
  }
  return notes;
}

/** Says which networks are missing, and keeps what needs them from being used. */
function showMissing() {
  for (const [medium, button] of [["photo", "camera"], ["speech", "record"]]) {
    const model = server?.[medium];
    const isMissing = !!model && !model.trained;
    element(button).disabled = isMissing;
    element(`${medium}-missing`).hidden = !isMissing;
    if (!isMissing) continue;
    const command = document.createElement("code");
    command.textContent = model.command;
    element(`${medium}-missing`).replaceChildren(`${text(`${medium}Missing`)} `, command);
  }
}

/** Tells a screen reader. */
function say(/** @type {string} */ words) {
  element("status").textContent = words;
}

function showError(/** @type {Error} */ error) {
  element("error").textContent = errorText(error, server?.limits.photoBytes ?? 0);
  element("error").hidden = false;
  say("");
}
