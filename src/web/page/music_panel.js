/** The page's music: what is suggested, played and thought of it, and what of it is handed out. */
import { askMusic } from "./api.js";
import { download } from "./download.js";
import { currentLanguage, emotionName, languageName, text } from "./language.js";
import { createPlayer } from "./player.js";
import { hasSession, record, recordHeard, sessionCsv, sessionJson } from "./session.js";
import { forgetTaste, note, renameTaste, taste, tasteJson } from "./taste.js";
import { showTracks } from "./tracks_view.js";

/** So many of the tracks shown last are not suggested again. */
const REMEMBERED = 200;

const element = (/** @type {string} */ id) => document.getElementById(id);

/**
 * @param {object} page
 * @param {() => any} page.server what there is on the server; undefined until it has answered
 * @param {() => any} page.mood what music is chosen for; undefined where there is none
 * @param {() => string} page.resultText the mood in words
 * @param {(words: string) => void} page.say tells a screen reader
 * @param {(error: Error) => void} page.showError
 */
export function createMusicPanel({ server, mood, resultText, say, showError }) {
  /** The last answer of the recommender. */
  let music;
  /** The number of the newest question; answers to older ones come too late. */
  let newest = 0;
  /** Ids of tracks shown, the oldest first; forgotten with the page. */
  const played = [];
  /** Plays what the server has the sound of. */
  const player = createPlayer(element("audio"), {
    change: (track, left) => {
      if (left) recordHeard(left.track, left.heardS);
      show();
      if (!track) say(text("listEnded"));
    },
    trouble: (track, reason) => {
      say(reason === "refused" ? text("pressPlay") : text("cannotPlay", { name: track.name }));
      element("now-playing").textContent = element("status").textContent;
    },
  });

  element("play").addEventListener("click", () => player.play(music?.tracks[0]));
  element("next").addEventListener("click", () => player.next());
  element("skip").addEventListener("click", () => {
    const { current } = player;
    if (!current) return;
    // What was liked before stays so; one may have had enough of it.
    if (!taste().liked.includes(current.id)) note(current, "skipped");
    record("skipped", { track: current });
    player.next();
  });
  element("like").addEventListener("click", () => {
    const { current } = player;
    if (!current) return;
    const isLiked = taste().liked.includes(current.id);
    note(current, isLiked ? undefined : "liked");
    record(isLiked ? "unliked" : "liked", { track: current });
    showPlayer();
  });
  element("refuse").addEventListener("click", () => {
    const { current } = player;
    if (!current) return;
    note(current, "refused");
    record("refused", { track: current });
    music = { ...music, tracks: music.tracks.filter(({ id }) => id !== current.id) };
    player.remove(current.id);
  });
  element("forget").addEventListener("click", () => {
    forgetTaste();
    showPlayer();
    // The button is gone, and with it the keyboard's place.
    element("music").focus();
  });
  element("export-taste").addEventListener("click", () => {
    download("duygu-likes.json", "application/json", tasteJson());
  });
  const parts = () => ({
    server: server(),
    language: currentLanguage(),
    playing: player.current && { track: player.current, heardS: player.heardS() },
  });
  element("export-json").addEventListener("click", () => {
    download("duygu-session.json", "application/json", sessionJson(parts()));
  });
  element("export-csv").addEventListener("click", () => {
    download("duygu-session.csv", "text/csv", sessionCsv(parts()));
  });
  for (const id of ["intent", "policy", "explicit", "song-language"]) {
    element(id).addEventListener("change", () => mood() && recommend());
  }

  /** Asks for music; for other than before unless only the language is another. */
  async function recommend({ again = true } = {}) {
    const number = ++newest;
    const now = mood();
    const shares = Object.fromEntries(Object.entries(now.shares).filter(([, share]) => share > 0));
    const songLanguage = element("song-language").value;
    const choice = again || !music
      ? {
        seed: crypto.getRandomValues(new Uint32Array(1))[0],
        played: played.slice(-REMEMBERED),
        ...taste(),
        policy: element("policy").value,
        intent: element("intent").value,
        explicit: element("explicit").checked,
        ...songLanguage ? { songLanguage } : {},
      }
      : music.choice;
    try {
      const answer = await askMusic({ shares, ...choice, language: currentLanguage() });
      if (number !== newest) return;
      renameTaste(answer.renamed);
      music = { ...answer, choice };
    } catch (error) {
      if (number === newest) showError(error);
      return;
    }
    if (again) {
      played.push(...music.tracks.map(({ id }) => id));
      const { seed, policy, intent, explicit } = choice;
      const question = { seed, policy, intent, explicit, songLanguage, shares };
      record("suggested", { emotion: music.emotion, ...question, tracks: music.tracks });
    }
    player.setQueue(music.tracks);
    show();
    const emotion = emotionName(music.emotion);
    const count = music.tracks.length;
    say(`${resultText()}. ${count ? text("musicReady", { count, emotion }) : text("noTracks")}`);
  }

  /** Shows list and player anew, in the language of now. */
  function show() {
    showList();
    showPlayer();
  }

  function showList() {
    const there = server()?.music;
    const isPlayable = !!there?.playable;
    showTracks(element("tracks"), music?.tracks ?? [], {
      onPlay: isPlayable ? player.play : undefined,
      hasLinks: !!there && !there.madeUp,
      currentId: player.current?.id,
    });
    element("explicit-choice").hidden = !there?.explicit;
    showSongLanguages(there?.languages ?? {});
    element("play").hidden = !isPlayable || !music?.tracks.length;
    element("music-hint").hidden = !!music?.tracks.length;
    element("music-hint").textContent = text(music ? "noTracks" : "musicHint");
    element("made-up").hidden = !(music && there?.madeUp);
    element("session").hidden = !hasSession();
  }

  function showPlayer() {
    const { current } = player;
    // The keyboard's place does not vanish with the player.
    if (!current && element("player").contains(document.activeElement)) element("music").focus();
    element("player").hidden = !current;
    const { liked, skipped, refused } = taste();
    if (current) {
      const track = [current.name, current.artist].filter(Boolean).join(" · ");
      element("now-playing").textContent = text("nowPlaying", { track });
      element("like").setAttribute("aria-pressed", String(liked.includes(current.id)));
    }
    const counts = { liked: liked.length, skipped: skipped.length, refused: refused.length };
    element("taste").hidden = !Object.values(counts).some(Boolean);
    element("taste-text").textContent = text("tasteKept", counts);
  }

  return {
    recommend,
    show,
    /** Whether there is a list, of whatever length. */
    hasList: () => music !== undefined,
    /** Forgets the list; what is played plays on. */
    clear() {
      newest++;
      music = undefined;
    },
  };
}

/** Offers the languages that the server's list tells, by their names in the language of now. */
function showSongLanguages(/** @type {Record<string, number>} */ languages) {
  const select = element("song-language");
  const { value } = select;
  const option = (/** @type {string} */ code, /** @type {string} */ name) => {
    const made = document.createElement("option");
    made.value = code;
    made.textContent = name;
    return made;
  };
  select.replaceChildren(
    option("", text("anySongLanguage")),
    ...Object.entries(languages).map(([code, count]) =>
      option(code, `${languageName(code)} (${count})`)
    ),
  );
  select.value = value in languages ? value : "";
  element("song-language-choice").hidden = Object.keys(languages).length === 0;
}
