/** Milliseconds after which a process that a test runs is taken to hang. Nothing that works takes so long, on the busiest machine
 * either. */
export const HANGS_AFTER_MS = 10 * 60_000;

/** The same of a test: by then a process that hangs was killed, and the test has said which. */
export const TEST_HANGS_AFTER_MS = 1.5 * HANGS_AFTER_MS;
