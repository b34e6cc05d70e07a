/** The parts of a semantic version that registration can raise. */
export const BUMPS = ['major', 'minor', 'patch'] as const;

export type Bump = (typeof BUMPS)[number];
