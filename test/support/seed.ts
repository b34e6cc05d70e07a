/** Random tests begin alike each time; MREG_SEED looks elsewhere. */
import fc from 'fast-check';
import { SEED } from './random.ts';

fc.configureGlobal({ seed: SEED });
