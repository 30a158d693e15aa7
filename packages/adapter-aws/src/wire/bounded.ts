/** Ends a request when it is interrupted, or has taken that many milliseconds. */
export const bounded = (interrupted: AbortSignal, millis: number): AbortSignal =>
  AbortSignal.any([interrupted, AbortSignal.timeout(millis)])
