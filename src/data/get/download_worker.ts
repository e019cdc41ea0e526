/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
/** A thread that downloads one file for get_corpus.ts and may reach that file's hosts alone. */
import { UserError } from "../../base/user_error.ts";
import { fetchSource, type SourceRequest } from "./fetch_source.ts";

/** What the thread says. */
export type DownloadMessage =
  | { kind: "progress"; bytes: number; totalBytes?: number }
  | { kind: "sentence"; text: string }
  | { kind: "done" }
  | { kind: "failed"; message: string; isUserError: boolean };

const post = (message: DownloadMessage) => self.postMessage(message);

self.onmessage = async ({ data }: MessageEvent<SourceRequest>) => {
  try {
    await fetchSource(data, {
      onProgress: (bytes, totalBytes) => post({ kind: "progress", bytes, totalBytes }),
      say: (text) => post({ kind: "sentence", text }),
    });
    post({ kind: "done" });
  } catch (error) {
    const { message } = error as Error;
    post({ kind: "failed", message, isUserError: error instanceof UserError });
  }
};
