/** Who is seen and heard live, and whose mood it is that counts. Pure. */

/**
 * @typedef {object} Subject
 * @property {string} key "face 3", or "voice"
 * @property {"face" | "voice"} kind
 * @property {number} [number] the face's
 * @property {string} predicted
 * @property {boolean} unsure
 * @property {Record<string, number>} probabilities
 * @property {Record<string, number>} shares
 */

/**
 * Of the newest events, either undefined where nothing of its kind is analysed: faces in the order
 * of their numbers, so that their buttons keep their places, then the voice.
 *
 * @param {{faces: object[]} | undefined} picture
 * @param {{voice: object | null} | undefined} sound
 * @returns {Subject[]}
 */
export function subjectsOf(picture, sound) {
  const faces = [...picture?.faces ?? []].sort((a, b) => a.id - b.id);
  return [
    ...faces.map(({ id, ...face }) => ({ key: `face ${id}`, kind: "face", number: id, ...face })),
    ...sound?.voice ? [{ key: "voice", kind: "voice", ...sound.voice }] : [],
  ];
}

/**
 * The one who is followed: who was chosen, as long as that one is there; else the largest face; else
 * the voice.
 *
 * @param {Subject[]} subjects
 * @param {string | undefined} chosen a key
 */
export function followedOf(subjects, chosen) {
  const size = ({ box }) => box ? box.width * box.height : 0;
  return subjects.find(({ key }) => key === chosen) ??
    [...subjects].sort((a, b) => size(b) - size(a))[0];
}
