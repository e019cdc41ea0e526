/** Hands a text out as a file; nobody but this browser sees it. */
export function download(
  /** @type {string} */ name,
  /** @type {string} */ type,
  /** @type {string} */ content,
) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // Browsers read it after the click's own turn.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
