/** In: names and contents. Out: a zip archive, as hostile as wanted. */
import { crc32, deflateRawSync } from "node:zlib";

/** A file for {@link encodeZip}. */
export interface ZipFile {
  name: string;
  content: Uint8Array;
  /** Unix mode; 0o100644, a plain file, by default. */
  mode?: number;
  /** The size that the archive claims; the true one by default. */
  claimedBytes?: number;
  /** True packs the content; it is stored by default. */
  packed?: boolean;
}

/** The bytes of a zip archive (APPNOTE 6.3.9) with `files`, names unchecked. */
export function encodeZip(files: ZipFile[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const file of files) {
    const stored = file.packed ? deflateRawSync(file.content) : file.content;
    const local = header(file, stored.length, false, 0);
    directory.push(header(file, stored.length, true, offset));
    parts.push(local, stored);
    offset += local.length + stored.length;
  }
  const directoryBytes = directory.reduce((sum, one) => sum + one.length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, files.length, true);
  end.setUint16(10, files.length, true);
  end.setUint32(12, directoryBytes, true);
  end.setUint32(16, offset, true);
  return concatenate([...parts, ...directory, new Uint8Array(end.buffer)]);
}

/** A local header, or with `isCentral` the one of the directory at the archive's end. */
function header(
  file: ZipFile,
  storedBytes: number,
  isCentral: boolean,
  offset: number,
): Uint8Array {
  const name = new TextEncoder().encode(file.name);
  const view = new DataView(new ArrayBuffer(isCentral ? 46 : 30));
  const claimed = file.claimedBytes ?? file.content.length;
  view.setUint32(0, isCentral ? 0x02014b50 : 0x04034b50, true);
  // Made on Unix, so that the attributes hold a mode; needs version 2.0.
  if (isCentral) view.setUint16(4, 0x0314, true);
  const at = isCentral ? 6 : 4;
  view.setUint16(at, 20, true);
  view.setUint32(at + 10, crc32(file.content), true);
  view.setUint16(at + 4, file.packed ? 8 : 0, true);
  view.setUint32(at + 14, file.packed ? storedBytes : claimed, true);
  view.setUint32(at + 18, claimed, true);
  view.setUint16(at + 22, name.length, true);
  if (isCentral) {
    view.setUint32(38, (file.mode ?? 0o100644) * 65536, true);
    view.setUint32(42, offset, true);
  }
  return concatenate([new Uint8Array(view.buffer), name]);
}

function concatenate(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
