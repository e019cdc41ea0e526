/** A low male voice at rest lies at about 80 Hz. */
export const LOWEST_PITCH_HZ = 60;

/** A high female voice in anger or surprise reaches about 550 Hz. */
export const HIGHEST_PITCH_HZ = 600;

/** Below twice the highest pitch there would be nothing to find; this leaves lags to tell apart. */
export const LOWEST_PITCH_RATE_HZ = 4000;

/** Log-pitch, voicing and level. */
export const PITCH_COLUMNS = 3;
