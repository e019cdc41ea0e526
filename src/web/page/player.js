/** Plays the tracks of a list one after another, where the server has their sound. */

/** @typedef {{id: string, name: string, artist: string}} Track */

/**
 * @param {HTMLAudioElement} audio
 * @param {object} on
 * @param {(track: Track | undefined, left?: {track: Track, heardS: number}) => void} on.change
 *   another track, or none any more; and the one that was left, with the seconds heard of it
 * @param {(track: Track, reason: "refused" | "broken") => void} on.trouble the browser waits for a
 *   press of its own play button, or cannot play the file
 */
export function createPlayer(audio, on) {
  /** @type {Track[]} */
  let queue = [];
  /** @type {Track | undefined} */
  let current;

  const heardS = () => {
    let sum = 0;
    for (let at = 0; at < audio.played.length; at++) {
      sum += audio.played.end(at) - audio.played.start(at);
    }
    return sum;
  };
  const play = async (/** @type {Track | undefined} */ track) => {
    const left = current && { track: current, heardS: heardS() };
    current = track;
    showOnKeys(track);
    if (!track) {
      audio.pause();
      audio.removeAttribute("src");
      audio.load();
      on.change(undefined, left);
      return;
    }
    audio.src = `/api/music/audio/${encodeURIComponent(track.id)}`;
    on.change(track, left);
    try {
      await audio.play();
    } catch (error) {
      // An AbortError only says that another track was chosen meanwhile.
      if (error.name === "NotAllowedError" && track === current) on.trouble(track, "refused");
    }
  };
  const place = () => queue.findIndex(({ id }) => id === current?.id);
  /** The one after the current; a current one that is not in the queue is before its first. */
  const next = () => play(queue[place() + 1]);
  /** As players do: back to the start, or at the start to the track before. */
  const previous = () => {
    const before = queue[place() - 1];
    if (before && audio.currentTime < 3) play(before);
    else audio.currentTime = 0;
  };

  // Keys of keyboards, headsets and lock screens; the browser itself has them play and pause.
  for (const [key, act] of [["nexttrack", next], ["previoustrack", previous]]) {
    try {
      navigator.mediaSession?.setActionHandler(key, act);
    } catch {
      // A key that this browser does not know.
    }
  }
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
    /** Seconds heard of the current track, each part of it once. */
    heardS,
    /** The track that plays or is paused. */
    get current() {
      return current;
    },
  };
}

/** What lock screens and the like say of what plays. */
function showOnKeys(/** @type {Track | undefined} */ track) {
  if (!navigator.mediaSession) return;
  navigator.mediaSession.metadata = track
    ? new MediaMetadata({ title: track.name, artist: track.artist })
    : null;
}
