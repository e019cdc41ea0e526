/** Where a track of a table can be looked for. Addresses only: they are asked once one clicks. */

/**
 * @param {{id: string, name: string, artist: string}} track
 * @returns {{service: string, address: string}[]}
 */
export function serviceLinks({ id, name, artist }) {
  const words = encodeURIComponent(`${name} ${artist.split("; ")[0]}`.trim());
  // Tables made with Spotify's Web API have its ids.
  const [, own] = /^(?:spotify:track:)?([0-9A-Za-z]{22})$/.exec(id) ?? [];
  return [
    {
      service: "Spotify",
      address: own
        ? `https://open.spotify.com/track/${own}`
        : `https://open.spotify.com/search/${words}`,
    },
    { service: "YouTube Music", address: `https://music.youtube.com/search?q=${words}` },
  ];
}
