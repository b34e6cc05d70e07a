/** Milliseconds after which what runs is taken to hang. Nothing that works takes so long, on the busiest machine either. */
export const HANGS_AFTER_MS = 10 * 60_000;
