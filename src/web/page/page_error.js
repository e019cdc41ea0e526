/** Something that the page tells its user; `reason` is the key of the text. */
export class PageError extends Error {
  constructor(/** @type {string} */ reason) {
    super(reason);
    this.reason = reason;
  }
}
