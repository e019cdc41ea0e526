/** Plays the tracks of a list one after another, where the server has their sound. */

/** @typedef {{id: string, name: string, artist: string}} Track */

/**
 * @param {HTMLAudioElement} audio
 * @param {object} on
 * @param {(track: Track | undefined) => void} on.change another track, or none any more
 * @param {(track: Track, reason: "refused" | "broken") => void} on.trouble the browser waits for a
 *   press of its own play button, or cannot play the file
 */
export function createPlayer(audio, on) {
  /** @type {Track[]} */
  let queue = [];
  /** @type {Track | undefined} */
  let current;

  const play = async (/** @type {Track | undefined} */ track) => {
    current = track;
    if (!track) {
      audio.pause();
      audio.removeAttribute("src");
      audio.load();
      on.change(undefined);
      return;
    }
    audio.src = `/api/music/audio/${encodeURIComponent(track.id)}`;
    on.change(track);
    try {
      await audio.play();
    } catch (error) {
      // An AbortError only says that another track was chosen meanwhile.
      if (error.name === "NotAllowedError" && track === current) on.trouble(track, "refused");
    }
  };
  /** The one after the current; a current one that is not in the queue is before its first. */
  const next = () => play(queue[queue.findIndex(({ id }) => id === current?.id) + 1]);

  audio.addEventListener("ended", next);
  audio.addEventListener("error", () => {
    if (!current) return;
    const broken = current;
    next();
    on.trouble(broken, "broken");
  });
  return {
    /** What is played plays on; what follows it is the new list. */
    setQueue(/** @type {Track[]} */ tracks) {
      queue = tracks;
    },
    /** Leaves a track out of what is to come. */
    remove(/** @type {string} */ id) {
      const after = current?.id === id
        ? queue[queue.findIndex((one) => one.id === id) + 1]
        : undefined;
      const isCurrent = current?.id === id;
      queue = queue.filter((one) => one.id !== id);
      if (isCurrent) play(after);
    },
    play,
    next,
    /** The track that plays or is paused. */
    get current() {
      return current;
    },
  };
}
