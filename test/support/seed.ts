/** Random tests begin alike on every push; MREG_SEED, or a soak, looks elsewhere. A failure prints its seed. */
import fc from 'fast-check';

const { MREG_SEED, MREG_SOAK } = process.env;
if (MREG_SEED !== undefined) fc.configureGlobal({ seed: Number(MREG_SEED) });
else if (!MREG_SOAK) fc.configureGlobal({ seed: 20240116 });
