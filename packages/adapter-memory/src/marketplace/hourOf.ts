import { ServiceLimits } from "./ServiceLimits.ts"

/**
 * Returns the start of the UTC clock hour in which an instant lies.
 *
 * - **Unit**: epoch milliseconds in and out.
 * - **Shape**: total; epoch hours are UTC hours, because UTC days have no leap seconds in epoch time.
 */
export const hourOf = (instant: number): number =>
  Math.floor(instant / ServiceLimits.hourMillis) * ServiceLimits.hourMillis
