/** Out: OpenCV's WebAssembly build, loaded once, as far as face detection needs it. */

/** Memory of OpenCV's own, which is never collected: whoever makes one deletes it. */
interface Deletable {
  delete(): void;
}

/** A matrix of OpenCV. */
export interface Mat extends Deletable {
  /** A view of its values, good until OpenCV allocates again. */
  data: Uint8Array;
}

/** A list of rectangles. */
export interface RectVector extends Deletable {
  size(): number;
  get(index: number): { x: number; y: number; width: number; height: number };
}

/** A list of whole numbers. */
export interface IntVector extends Deletable {
  get(index: number): number;
}

/** A detector of objects, by Haar features. */
export interface CascadeClassifier extends Deletable {
  load(path: string): boolean;
  detectMultiScale2(
    image: Mat,
    objects: RectVector,
    detections: IntVector,
    scaleFactor: number,
    minNeighbors: number,
    flags: number,
    minSize: unknown,
    maxSize: unknown,
  ): void;
}

/** The part of OpenCV that is used here. */
export interface OpenCv {
  CV_8UC1: number;
  Mat: new (rows: number, columns: number, type: number) => Mat;
  RectVector: new () => RectVector;
  IntVector: new () => IntVector;
  Size: new (width: number, height: number) => unknown;
  CascadeClassifier: new () => CascadeClassifier;
  FS_createDataFile(
    ...words: [
      folder: string,
      name: string,
      content: Uint8Array,
      canRead: boolean,
      canWrite: boolean,
      canOwn: boolean,
    ]
  ): void;
  FS_unlink(path: string): void;
}

let loading: Promise<OpenCv> | undefined;

/** Loads OpenCV, 10 MB of code, the first time: about half a second and 90 MB of memory. */
export function openOpenCv(): Promise<OpenCv> {
  return loading ??= load();
}

async function load(): Promise<OpenCv> {
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const before = events.map((event) => process.listeners(event as "uncaughtException"));
  const { default: module } = await import("@techstark/opencv-js");
  // Emscripten ends the process on errors that have nothing to do with it, unless stopped.
  for (const [index, event] of events.entries()) {
    for (const listener of process.listeners(event as "uncaughtException")) {
      if (!before[index].includes(listener)) process.off(event, listener);
    }
  }
  const started = module as unknown as OpenCv & { then?: (use: (cv: OpenCv) => void) => void };
  // Its `then` gives itself, which a promise would wait for without end: it is taken off.
  return await new Promise((resolve) =>
    started.then!((cv) => {
      delete (cv as { then?: unknown }).then;
      resolve(cv);
    })
  );
}
