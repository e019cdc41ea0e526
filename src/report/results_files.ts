/**
 * Where results lie, and which sources a derived file was made from: each holds the SHA-256 of its
 * sources, so that one which is older than what it derives from is noticed.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { z } from "zod";
import { pathExists } from "../base/files.ts";

/** Committed: what the project publishes. Written with `--publish` only. */
export const publishedFolder = "results";

/** Not committed: what a user's own commands find. */
export const ownFolder = "reports";

/** The SHA-256 (hexadecimal) of each source by its name below the folder of the results. */
export type Sources = Record<string, string>;

/** Checks {@link Sources}. */
export const sourcesSchema = z.record(z.string(), z.string());

/** Of those of `names` that are in `folder`. Line ends do not count: Git may change them. */
export async function sourcesOf(folder: string, names: readonly string[]): Promise<Sources> {
  const there = names.filter((name) => pathExists(join(folder, name)));
  const entries = there.map(async (name) => {
    const text = await Deno.readTextFile(join(folder, name));
    return [name, createHash("sha256").update(text.replaceAll("\r\n", "\n")).digest("hex")];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * Names of sources that are new, gone or changed since `recorded`; all where nothing was recorded.
 */
export function changedSources(recorded: Sources | null | undefined, current: Sources): string[] {
  const names = new Set([...Object.keys(recorded ?? {}), ...Object.keys(current)]);
  return [...names].filter((name) => recorded?.[name] !== current[name]).sort();
}

/** A comment for Markdown and HTML. */
export function sourcesComment(sources: Sources): string {
  return `<!-- made from ${sourcesText(sources)} -->`;
}

function sourcesText(sources: Sources): string {
  return Object.entries(sources).map(([name, digest]) => `${name} ${digest}`).join(", ");
}

const fromText = (text: string): Sources =>
  Object.fromEntries(text.split(", ").filter(Boolean).map((entry) => entry.split(" ")));

/** The sources that a text's {@link sourcesComment} names; null where it has none. */
export function sourcesInText(text: string): Sources | null {
  const found = text.match(/<!-- made from (.*?) ?-->/);
  return found ? fromText(found[1]) : null;
}

const PNG_SIGNATURE_BYTES = 8;
const KEYWORD = "Source";

/** The PNG with its sources in a tEXt chunk before the last one (PNG specification, 11.3.3.2). */
export function pngWithSources(png: Uint8Array, sources: Sources): Uint8Array {
  const data = new TextEncoder().encode(`tEXt${KEYWORD}\0${sourcesText(sources)}`);
  const chunk = new Uint8Array(data.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length - 4);
  chunk.set(data, 4);
  view.setUint32(data.length + 4, crc32(data));
  const end = png.length - 12;
  const whole = new Uint8Array(png.length + chunk.length);
  whole.set(png.subarray(0, end));
  whole.set(chunk, end);
  whole.set(png.subarray(end), end + chunk.length);
  return whole;
}

/** The sources that {@link pngWithSources} put in; null where there are none. */
export function sourcesInPng(png: Uint8Array): Sources | null {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  for (let at = PNG_SIGNATURE_BYTES; at + 8 <= png.length; at += view.getUint32(at) + 12) {
    const text = new TextDecoder().decode(png.subarray(at + 4, at + 8 + view.getUint32(at)));
    if (text.startsWith(`tEXt${KEYWORD}\0`)) return fromText(text.slice(5 + KEYWORD.length));
  }
  return null;
}

/** What the summary's pictures and tables, and the audit, are made from. */
export const summarySources = ["summary.json"];

/** What the report is made from, as far as it is in `folder`. */
export function reportSources(folder: string): string[] {
  const curves = pathExists(join(folder, "curves"))
    ? [...Deno.readDirSync(join(folder, "curves"))].map(({ name }) => name)
    : [];
  return [
    "summary.json",
    "audit.json",
    "engine.json",
    "tuning.json",
    "tuning_peers.json",
    "tuning_study.json",
    "web.json",
    "hardening.json",
    "networks.json",
    "peers_speech.json",
    "peers_faces.json",
    ...curves.filter((name) => name.endsWith(".json")).sort().map((name) => `curves/${name}`),
  ];
}

const sourcesInJson = (text: string) =>
  z.looseObject({ sources: sourcesSchema.optional() }).parse(JSON.parse(text)).sources ?? null;

/** Each derived file, how it tells its sources, and the command that makes it anew. */
const derivedFiles = [
  { name: "summary.md", of: () => summarySources, command: "report" },
  { name: "summary.png", of: () => summarySources, command: "report" },
  { name: "audit.json", of: () => summarySources, command: "audit" },
  { name: "audit.md", of: () => summarySources, command: "audit" },
  { name: "report.html", of: reportSources, command: "report" },
  { name: "report.md", of: reportSources, command: "report" },
  { name: "report.json", of: reportSources, command: "report" },
];

/** A derived file that is older than what it derives from. */
export interface StaleFile {
  /** Below the folder. */
  name: string;
  /** Which of its sources have changed since. */
  changed: string[];
  /** The command that makes it anew, such as "audit". */
  command: string;
}

/** The derived files in `folder` whose sources have changed since they were made. */
export async function staleFiles(folder: string): Promise<StaleFile[]> {
  const found = await Promise.all(derivedFiles.map(async ({ name, of, command }) => {
    const path = join(folder, name);
    if (!pathExists(path)) return [];
    const recorded = name.endsWith(".png")
      ? sourcesInPng(await Deno.readFile(path))
      : name.endsWith(".json")
      ? sourcesInJson(await Deno.readTextFile(path))
      : sourcesInText(await Deno.readTextFile(path));
    const changed = changedSources(recorded, await sourcesOf(folder, of(folder)));
    return changed.length ? [{ name, changed, command }] : [];
  }));
  return found.flat();
}
