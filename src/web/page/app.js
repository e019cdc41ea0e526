/** The page: what its buttons do, and what it shows then. */
import { askPhoto, askSpeech, askStatus, ServerError } from "./api.js";
import { showBars } from "./bars_view.js";
import { startCamera, stopCamera, takePhoto } from "./camera.js";
import { devicesAfter, devicesOff, deviceView } from "./device_state.js";
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
import { showLoudness } from "./level_view.js";
import { openLiveStream } from "./live_stream.js";
import { followedOf, subjectsOf } from "./live_subjects.js";
import { showLiveFaces } from "./live_view.js";
import { openMicrophone } from "./microphone.js";
import { MINUTE_MS, withMoment } from "./minute.js";
import { showMinute } from "./minute_view.js";
import { createMusicPanel } from "./music_panel.js";
import { acceptNotice } from "./notice.js";
import { PageError } from "./page_error.js";
import { drawPhoto } from "./photo_view.js";
import { recordMood } from "./session.js";
import { createRecording, createWindows, loudnessOf } from "./sound_pieces.js";

/** Live, a picture is analysed as often as this, where the server is quick enough: 5.5 a second. */
const LIVE_EVERY_MS = 180;

/** Live pictures are no wider: faces before a camera are large. */
const LIVE_WIDTH_PX = 480;

/** A face is told of from its second picture on; before, nobody is said to be missing. */
const LIVE_BEGIN_MS = 1500;

/** So many pictures or sounds in turn may take too long; after each the server rests. */
const LIVE_LATE = 5;
const LIVE_LATE_MS = 2000;

/** A screen reader hears of another live mood at most as often. */
const LIVE_SAY_MS = 4000;

const element = (/** @type {string} */ id) => document.getElementById(id);
const video = element("video");

/** What there is on the server; undefined until it has answered. */
let server;
/**
 * What is known of the mood: {kind: "chosen" | "face" | "voice" | "liveFace" | "liveVoice" | "none",
 * shares, …}.
 */
let mood;
/** Of camera, microphone and stage; changed by {@link onDevice} alone. */
let devices = devicesOff;
/** A photo of the camera that is being analysed. */
let still;
/** Ends the wait for a camera that starts. */
let giveUpStart = () => {};
/** Counts times of live analysis, of which only the newest may go on. */
let watches = 0;
/** The server's stream of live answers, or what will be it, while something is analysed live. */
let liveStream;
/**
 * The newest live answers and when the server gave them, how many in turn came too late, who was
 * chosen among them, and the last minute of each by its key.
 */
let live = nothingLive();
/** When a screen reader heard of a live mood last, and what. */
let liveSaid = { atMs: -Infinity, words: "" };
/** The number of the newest mood, or question for one; an older one's answer comes too late. */
let newestMood = 0;
/** Counts attempts to start the camera, for one that was given up may still go on. */
let cameraStarts = 0;
/** Counts times that the microphone was opened, for one that was given up may still go on. */
let microphoneStarts = 0;
/** Gives the microphone free. */
let closeMicrophone = () => {};
/** The recording that runs. */
let recording;
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
  onDevice("other");
  setMood({ kind: "chosen", predicted: emotion, shares: { [emotion]: 1 } });
  music.recommend();
});
element("camera").addEventListener("click", () => {
  // It can be given up while it starts.
  if (devices.camera === "off") whileBusy(beginCamera)();
  else onDevice("stop");
});
element("capture").addEventListener("click", whileBusy(analyseCamera));
element("watch").addEventListener("click", () => {
  if (deviceView(devices).isWatched) {
    onDevice("unwatch");
    return;
  }
  element("error").hidden = true;
  onDevice("watch");
  say(text("onAir"));
  watch();
});
element("record").addEventListener("click", whileBusy(toggleRecording));
element("listen").addEventListener("click", () => {
  if (deviceView(devices).isListening) onDevice("hush");
  else whileBusy(beginListening)();
});
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
  onDevice("leave");
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
  // Live, the mood is known already.
  const isLive = mood?.kind === "liveFace" || mood?.kind === "liveVoice";
  const { canTake, onAir } = deviceView(devices);
  if (canTake && !(onAir && isLive)) return await analyseCamera();
  if (hasMood()) {
    if (isLive) recordMood(mood, modelOf(mood));
    return await music.recommend();
  }
  say(text("musicHint"));
  element("emotions").querySelector("button").focus();
}

function hasMood() {
  return mood !== undefined && mood.kind !== "none";
}

/** Tells the devices' state of an event, and does what follows from it. */
function onDevice(/** @type {import("./device_state.js").DeviceEvent} */ event) {
  devices = devicesAfter(devices, event);
  if (devices.camera === "off") {
    stopCamera(video);
    giveUpStart();
  }
  if (devices.microphone === "off") {
    closeMicrophone();
    closeMicrophone = () => {};
    recording = undefined;
  }
  const { isWatched, isListening } = deviceView(devices);
  if (!isWatched) live.picture = undefined;
  if (!isListening) live.sound = undefined;
  if (!isWatched && !isListening) {
    liveStream?.then((stream) => stream.close(), () => {});
    liveStream = undefined;
  }
  showStage();
  showOverlay();
  if (mood) showResult();
}

async function beginCamera() {
  if (!await acceptNotice(element("notice"))) return;
  const number = ++cameraStarts;
  const isWanted = () => number === cameraStarts && devices.camera !== "off";
  // One that is given up may wait for a permission still; the page does not.
  const givenUp = new Promise((done) => {
    giveUpStart = () => done(undefined);
  });
  onDevice("start");
  try {
    await Promise.race([startCamera(video, () => onDevice("failed"), isWanted), givenUp]);
    if (isWanted()) onDevice("started");
  } catch (error) {
    if (isWanted()) onDevice("failed");
    throw error;
  }
}

/** The camera is free as soon as the photo is taken. */
async function analyseCamera() {
  try {
    const photo = await takePhoto(video);
    still = await createImageBitmap(photo);
    onDevice("photo");
    await analysePhoto(photo);
  } catch (error) {
    still = undefined;
    onDevice("other");
    throw error;
  }
}

function nothingLive() {
  return {
    atMs: 0,
    late: 0,
    picture: undefined,
    sound: undefined,
    chosen: undefined,
    minutes: new Map(),
  };
}

/** Sends a picture or a sound to the live stream, which is opened where there is none. */
async function sendLive(/** @type {"photo" | "speech"} */ medium, /** @type {Blob} */ blob) {
  if (!liveStream) {
    live = nothingLive();
    const opened = openLiveStream({
      onEvent: onLiveEvent,
      // The next picture or sound opens another.
      onEnd: () => liveStream === opened && (liveStream = undefined),
    });
    liveStream = opened;
    opened.catch(() => liveStream === opened && (liveStream = undefined));
  }
  const stream = await liveStream;
  await stream.send(medium, blob);
  live.late = 0;
}

/**
 * Milliseconds after which to try again, where `error` is one of those that pass; else, and where
 * it does not pass, ends live analysis and tells of it.
 */
function afterLiveError(/** @type {Error} */ error) {
  if (error.code === "busy" || error.code === "too_many_requests") return 1000 * error.retryAfterS;
  // The stream ended meanwhile, as after a long time in the background.
  if (error.code === "not_found") return 0;
  // A server with much else to do.
  if (error.code === "took_too_long" && ++live.late < LIVE_LATE) return LIVE_LATE_MS;
  onDevice("stop");
  onDevice("hush");
  showError(error);
  return 0;
}

/** Analyses picture after picture until nobody wants it any more; one at a time. */
async function watch() {
  const number = ++watches;
  const isWanted = () => number === watches && deviceView(devices).isWatched;
  while (isWanted()) {
    const startMs = performance.now();
    let waitMs = LIVE_EVERY_MS;
    try {
      // Nobody is looked at while nobody sees that it is on air.
      if (!document.hidden) await sendLive("photo", await takePhoto(video, LIVE_WIDTH_PX));
    } catch (error) {
      if (!isWanted()) return;
      waitMs = Math.max(waitMs, afterLiveError(error));
    }
    const restMs = waitMs - (performance.now() - startMs);
    await new Promise((done) => setTimeout(done, Math.max(0, restMs)));
  }
}

/** Opens the microphone for what `event` says. Out: whether it is still wanted. */
async function beginMicrophone(event, onBlock) {
  if (!await acceptNotice(element("notice"))) return false;
  const number = ++microphoneStarts;
  onDevice(event);
  const isWanted = () => number === microphoneStarts && devices.microphone !== "off";
  try {
    const onEnd = () => event === "record" ? element("record").click() : onDevice("hush");
    const close = await openMicrophone({ onBlock, onEnd, isWanted });
    if (isWanted()) closeMicrophone = close;
    return isWanted();
  } catch (error) {
    if (isWanted()) onDevice("hush");
    throw error;
  }
}

/** Analyses what the microphone hears, window after window, until nobody wants it any more. */
async function beginListening() {
  let isSending = false;
  let notBeforeMs = 0;
  const windows = createWindows(async (sound) => {
    // What comes while the last one is analysed is left out.
    if (isSending || document.hidden || performance.now() < notBeforeMs) return;
    isSending = true;
    try {
      await sendLive("speech", sound);
    } catch (error) {
      if (deviceView(devices).isListening) notBeforeMs = performance.now() + afterLiveError(error);
    } finally {
      isSending = false;
    }
  });
  const isListening = await beginMicrophone("listen", (samples, sampleRateHz) => {
    showLoudness(element("level"), loudnessOf(samples));
    windows.add(samples, sampleRateHz);
  });
  if (isListening) say(text("onAirVoice"));
}

/** @type {(name: string, data: object) => void} */
function onLiveEvent(name, data) {
  const { isWatched, isListening } = deviceView(devices);
  if (name === "faces" && isWatched) live.picture = data;
  else if (name === "voice" && isListening) live.sound = data;
  else return;
  const subjects = subjectsOf(live.picture, live.sound);
  const atMs = 1000 * data.atS;
  live.atMs = atMs;
  for (const { key, kind, isSeen, ...judgement } of subjects) {
    const isNew = kind === "face" ? name === "faces" && isSeen : name === "voice" && data.isHeard;
    if (!isNew) continue;
    live.minutes.set(key, withMoment(live.minutes.get(key) ?? [], { ...judgement, atMs }));
  }
  for (const [key, moments] of live.minutes) {
    if (atMs - moments.at(-1).atMs > MINUTE_MS) live.minutes.delete(key);
  }
  followLive(subjects);
}

/** Takes over the live mood of whoever is followed. The music stays, and the keyboard's place. */
function followLive(subjects = subjectsOf(live.picture, live.sound)) {
  const followed = followedOf(subjects, live.chosen);
  if (!followed && live.atMs < LIVE_BEGIN_MS) return;
  const nobody = live.sound ? live.picture ? "nobodyNow" : "noVoiceNow" : "noFaceNow";
  mood = followed
    ? { ...followed, kind: followed.kind === "face" ? "liveFace" : "liveVoice" }
    : { kind: "none", reason: nobody, shares: {} };
  showEmotions(element("emotions"));
  showOverlay();
  showResult();
  const words = resultText();
  if (words === liveSaid.words || performance.now() - liveSaid.atMs < LIVE_SAY_MS) return;
  liveSaid = { atMs: performance.now(), words };
  say(words);
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
  onDevice("photo");
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
  onDevice("other");
  // Of what nobody can judge no emotion is told, and no music follows from it.
  if (answer.predicted === null) {
    const isSilent = answer.warnings.some(({ kind }) => kind === "silence");
    const reason = isSilent ? "warning_silence" : "warning_tooShort";
    setMood({ kind: "none", reason, shares: {} });
    say(resultText());
  } else {
    setMood({ kind: "voice", ...answer });
    await music.recommend();
  }
  element("result").scrollIntoView({ block: "nearest" });
}

async function toggleRecording() {
  if (devices.microphone !== "recording") {
    const own = createRecording(() => element("record").click());
    await beginMicrophone("record", (samples, sampleRateHz) => {
      own.add(samples, sampleRateHz);
      showLevel(own.seconds, loudnessOf(samples));
    });
    if (devices.microphone === "recording") recording = own;
    return;
  }
  const sound = recording?.finish();
  onDevice("hush");
  if (!sound) throw new PageError("tooQuiet");
  await analyseSpeech(sound);
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
  showOverlay();
  showEmotions(element("emotions"), mood?.kind === "chosen" ? mood.predicted : undefined);
  showResult();
  music.show();
  showMissing();
}

function showStage() {
  const { stage, button, canTake, isWatched, isRecording, isListening, onAir } = deviceView(
    devices,
  );
  const photo = still ? { bitmap: still, width: still.width } : mood?.photo;
  const faces = still ? [] : mood?.faces;
  element("photo").hidden = stage !== "photo" || !photo;
  video.hidden = stage !== "video";
  element("overlay").toggleAttribute("hidden", !isWatched);
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
  element("on-air").hidden = !onAir;
  element("on-air").textContent = text(onAir ?? "onAir");
  element("record").hidden = isListening;
  element("record").classList.toggle("recording", isRecording);
  element("listen").hidden = isRecording;
  element("listen").setAttribute("aria-pressed", String(isListening));
  element("level").hidden = !isRecording && !isListening;
  showRecordButton(recording?.seconds ?? 0);
}

function showRecordButton(/** @type {number} */ atS) {
  const words = deviceView(devices).isRecording
    ? text("stopRecording", { seconds: Math.floor(atS) })
    : text("startRecording");
  if (element("record").textContent !== words) element("record").textContent = words;
}

function showLevel(/** @type {number} */ atS, /** @type {number} */ loudness) {
  showRecordButton(atS);
  showLoudness(element("level"), loudness);
}

/** The boxes over the live picture. */
function showOverlay() {
  const followed = followedOf(subjectsOf(live.picture, live.sound), live.chosen);
  showLiveFaces(element("overlay"), live.picture, (face) => ({
    words: `${face.id} ${shortText(face)}`,
    isFollowed: followed?.number === face.id,
  }));
}

/** A judgement in a word or two. */
function shortText({ unsure, predicted }) {
  return unsure ? text("notSure") : emotionName(predicted);
}

function resultText() {
  if (mood.kind === "none") return text(mood.reason ?? "noFace");
  const emotion = emotionName(mood.predicted);
  if (mood.kind === "chosen") return text("resultChosen", { emotion });
  const share = percent(mood.probabilities[mood.predicted]);
  if (mood.unsure) return text("resultUnsure", { emotion, percent: share });
  const isVoice = mood.kind === "voice" || mood.kind === "liveVoice";
  const key = isVoice ? "resultVoice" : "resultFace";
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
  if (mood.figure) notes.push(figureNote(mood.figure, "figure"));
  element("model-note").textContent = notes.join(" ");
  element("model-note").hidden = notes.length === 0;
  const moments = live.minutes.get(mood.key);
  element("minute").hidden = !moments;
  if (moments) {
    showMinute(element("minute-rows"), element("minute-text"), moments, live.atMs);
  }
  if (live.picture || live.sound) showSubjects();
  else showPhotoFaces(mood.faces ?? []);
}

/** Buttons for the faces of a photo. */
function showPhotoFaces(faces) {
  const labels = faces.map((_, at) => text("face", { number: at + 1 }));
  showFaces(element("faces"), labels, mood.chosen, (at) => {
    setMood({ ...mood, ...faces[at], chosen: at });
    music.recommend();
  });
}

/** The network that told a mood. */
function modelOf({ kind }) {
  if (kind === "chosen" || kind === "none") return undefined;
  return /voice$/i.test(kind) ? server?.speech : server?.photo;
}

/** Buttons for who is seen and heard live. */
function showSubjects() {
  const subjects = subjectsOf(live.picture, live.sound);
  const labels = subjects.map((one) => {
    const key = one.kind === "face" ? "faceNow" : "voiceNow";
    return text(key, { number: one.number, emotion: shortText(one) });
  });
  const chosen = subjects.findIndex(({ key }) => key === mood.key);
  showFaces(element("faces"), labels, chosen, (at) => {
    live.chosen = subjectsOf(live.picture, live.sound)[at]?.key;
    followLive();
  });
}

/** Which network answers, where it comes from, and how good it is. */
function modelNotes(model) {
  if (model.synthetic) return [text("modelSynthetic")];
  const notes = [text("model", model)];
  if (model.unfinished) notes.push(text("unfinished"));
  if (model.readyMade) notes.push(text("readyMade", model.readyMade));
  if (model.networks.length > 1) {
    const networks = model.networks.map(({ name, figures }) => `${name} (${figuresText(figures)})`);
    const count = networks.length;
    notes.push(text("vote", { count, networks: networks.join("; ") }));
  }
  // A recording's answer brings the figure that holds for it.
  if (mood.kind !== "voice" && model.accuracy !== null) {
    if (model.readyMade) {
      const { corpus, figures } = model;
      notes.push(text("figureParts", { corpus, figures: figuresText(figures) }));
    } else {
      const { accuracy, accuracyFolds: folds } = model;
      const ownTest = mood.kind === "liveVoice" ? "figure" : "figureFace";
      notes.push(figureNote({ accuracy, folds }, ownTest));
    }
  }
  if (model.claimed) notes.push(text("claimed"));
  if (model.leastConfidence !== null) {
    notes.push(text("unsureBelow", { percent: percent(model.leastConfidence) }));
  }
  return notes;
}

/** How often a network is right: on its own test set, which `ownTest` words, or over folds. */
function figureNote({ accuracy, folds }, /** @type {string} */ ownTest) {
  return text(folds === null ? ownTest : "figureFolds", { percent: percent(accuracy), folds });
}

/** "PublicTest 68%, PrivateTest 69%". */
function figuresText(figures) {
  return figures.map(({ part, accuracy }) => `${part} ${percent(accuracy)}`).join(", ");
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
