import { Instant } from "../model/Instant.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { submissionDeadline } from "./submissionDeadline.ts"

/** Returns the last hour whose usage AWS takes no more from an instant on; so it is of every hour before. */
export const lastHourDueBy = (instant: Instant): MeteringHour => {
  let hour = MeteringHour.of(instant)
  // Ends within a day: no hour is taken for longer than the lookback.
  while (Instant.isBefore(instant, submissionDeadline(hour))) hour = MeteringHour.plus(hour, -1)
  return hour
}
