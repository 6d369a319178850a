import * as errors from '../../errors.js';
import type { ErrorClass } from '../../wire/unpack-error.js';
import { PayloadTooLargeError } from './payload-too-large-error.js';

/** The errors of this package, which come back from workers as what they are. */
export const ownErrorClasses: readonly ErrorClass[] = [...Object.values(errors), PayloadTooLargeError];
