// Made from schemas/ by `npm run generate`; do not edit.

import type { ValidateFunction } from 'ajv';

export declare const metadata: ValidateFunction;
export declare const manifest: ValidateFunction;
export declare const model: ValidateFunction;
export declare const experiments: ValidateFunction;
export declare const logEntry: ValidateFunction;
