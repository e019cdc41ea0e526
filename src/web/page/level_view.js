/** Shows how loud it is. */

/**
 * @param {HTMLElement} meter with one bar in it
 * @param {number} loudness root mean square, full scale 1
 */
export function showLoudness(meter, loudness) {
  // 60 decibels from silence to full scale.
  const share = Math.max(0, Math.min(1, 1 + 20 * Math.log10(loudness + 1e-9) / 60));
  meter.setAttribute("aria-valuenow", String(Math.round(100 * share)));
  meter.firstElementChild.style.width = `${100 * share}%`;
}
