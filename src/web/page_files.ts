/**
 * The page: its files as the browser gets them, scripts without their comments, and index.html in a
 * language.
 */
import { gzipSync } from "node:zlib";
import { sha256 } from "../base/files.ts";
import { escapeHtml } from "../base/text.ts";
import { type Language, languages } from "../music/explain_recommendation.ts";
import api from "./page/api.js" with { type: "text" };
import app from "./page/app.js" with { type: "text" };
import barsView from "./page/bars_view.js" with { type: "text" };
import camera from "./page/camera.js" with { type: "text" };
import deviceState from "./page/device_state.js" with { type: "text" };
import download from "./page/download.js" with { type: "text" };
import emotionsView from "./page/emotions_view.js" with { type: "text" };
import encodeWav from "./page/encode_wav.js" with { type: "text" };
import errorText from "./page/error_text.js" with { type: "text" };
import facesView from "./page/faces_view.js" with { type: "text" };
import fileType from "./page/file_type.js" with { type: "text" };
import icon from "./page/icon.svg" with { type: "text" };
import index from "./page/index.html" with { type: "text" };
import language from "./page/language.js" with { type: "text" };
import levelView from "./page/level_view.js" with { type: "text" };
import liveStream from "./page/live_stream.js" with { type: "text" };
import liveSubjects from "./page/live_subjects.js" with { type: "text" };
import liveView from "./page/live_view.js" with { type: "text" };
import microphone from "./page/microphone.js" with { type: "text" };
import minute from "./page/minute.js" with { type: "text" };
import minuteView from "./page/minute_view.js" with { type: "text" };
import musicPanel from "./page/music_panel.js" with { type: "text" };
import musicServices from "./page/music_services.js" with { type: "text" };
import notice from "./page/notice.js" with { type: "text" };
import pageError from "./page/page_error.js" with { type: "text" };
import photoView from "./page/photo_view.js" with { type: "text" };
import player from "./page/player.js" with { type: "text" };
import recorderWorklet from "./page/recorder_worklet.js" with { type: "text" };
import session from "./page/session.js" with { type: "text" };
import soundPieces from "./page/sound_pieces.js" with { type: "text" };
import style from "./page/style.css" with { type: "text" };
import taste from "./page/taste.js" with { type: "text" };
import textsSource from "./page/texts.js" with { type: "text" };
import { texts } from "./page/texts.js";
import tracksView from "./page/tracks_view.js" with { type: "text" };

/** A file of the page. */
interface PageFile {
  path: string;
  /** Content-Type. */
  type: string;
  text: string;
  /** The same, compressed. */
  gzip: Uint8Array<ArrayBuffer>;
  /** Changes with the content. */
  etag: string;
}

const contents: Record<string, string> = {
  "/api.js": api,
  "/app.js": app,
  "/bars_view.js": barsView,
  "/camera.js": camera,
  "/device_state.js": deviceState,
  "/download.js": download,
  "/emotions_view.js": emotionsView,
  "/encode_wav.js": encodeWav,
  "/error_text.js": errorText,
  "/faces_view.js": facesView,
  "/file_type.js": fileType,
  "/icon.svg": icon,
  "/language.js": language,
  "/level_view.js": levelView,
  "/live_stream.js": liveStream,
  "/live_subjects.js": liveSubjects,
  "/live_view.js": liveView,
  "/microphone.js": microphone,
  "/minute.js": minute,
  "/minute_view.js": minuteView,
  "/music_panel.js": musicPanel,
  "/music_services.js": musicServices,
  "/notice.js": notice,
  "/page_error.js": pageError,
  "/photo_view.js": photoView,
  "/player.js": player,
  "/recorder_worklet.js": recorderWorklet,
  "/session.js": session,
  "/sound_pieces.js": soundPieces,
  "/style.css": style,
  "/taste.js": taste,
  "/texts.js": textsSource,
  "/tracks_view.js": tracksView,
};

const types: Record<string, string> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

/** All files but index.html. */
export const pageFiles: readonly PageFile[] = Object.entries(contents).map(([path, content]) => {
  const text = path.endsWith(".js") ? withoutComments(content) : content;
  return {
    path,
    type: types[path.slice(path.lastIndexOf(".") + 1)],
    text,
    gzip: new Uint8Array(gzipSync(text)),
    etag: `"${sha256(text).slice(0, 16)}"`,
  };
});

/** Without comments that fill their lines, which become empty: lines keep their numbers. */
export function withoutComments(script: string): string {
  return script.replace(
    /^[ \t]*(?:\/\*(?:[^*]|\*(?!\/))*\*\/|\/\/.*)[ \t]*$/gm,
    (comment) => "\n".repeat(comment.split("\n").length - 1),
  );
}

/** Modules are loaded all at once, not each when another is found to need it. */
const preloads = Object.keys(contents)
  .filter((path) => path.endsWith(".js") && path !== "/recorder_worklet.js")
  .map((path) => `<link rel="modulepreload" href="${path}">`).join("\n    ");

/**
 * index.html in the language `asked` for (?lang=), else in the one that the browser prefers
 * (Accept-Language), else in English.
 */
export function renderPage(
  asked: string | undefined,
  acceptLanguage: string | undefined,
): { html: string; language: Language } {
  const language = languages.find((one) => one === asked) ?? preferred(acceptLanguage);
  const words = texts[language];
  const html = index
    .replace('<html lang="en">', `<html lang="${language}">`)
    .replace('<script type="module"', `${preloads}\n    <script type="module"`)
    .replace(/data-text="(\w+)">/g, (mark, key) => mark + escapeHtml(words[key]))
    .replace(
      /data-label="(\w+)"/g,
      (mark, key) => `${mark} aria-label="${escapeHtml(words[key])}"`,
    );
  return { html, language };
}

/** The language that "tr-TR,tr;q=0.9,en;q=0.8" ranks highest of those that there are. */
function preferred(acceptLanguage = ""): Language {
  const ranked = acceptLanguage.split(",").map((part) => {
    const [tag, ...parameters] = part.trim().toLowerCase().split(";");
    const quality = parameters.find((one) => one.trim().startsWith("q="))?.trim().slice(2);
    return { main: tag.split("-")[0], quality: quality === undefined ? 1 : Number(quality) || 0 };
  });
  const known = ranked.filter(({ main, quality }) =>
    quality > 0 && (languages as readonly string[]).includes(main)
  );
  known.sort((a, b) => b.quality - a.quality);
  return (known[0]?.main ?? "en") as Language;
}
