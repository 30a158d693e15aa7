import { Duration, Schema } from "effect"
import type { Remedy } from "./Remedy.ts"

/**
 * Says that our clock and AWS's are too far apart to seal or send anything by ours.
 *
 * - **Cause**: this machine's clock is wrong. Records wait, and nothing is given up; the next pass looks again.
 * - **Unit**: `ahead` is how far AWS's clock is ahead of ours, negative where it is behind.
 */
export class ClockSkewed extends Schema.TaggedError<ClockSkewed>()("ClockSkewed", {
  ahead: Schema.Duration,
  bound: Schema.Duration
}) {
  get remedy(): Remedy {
    return {
      cause: "This machine's clock and AWS's are further apart than the policy allows.",
      retry: "fix",
      nextStep: "Set this machine's clock, by NTP at best; metering goes on by itself then."
    }
  }
  override get message(): string {
    const seconds = Math.round(Duration.toSeconds(this.ahead))
    return (
      `This machine's clock is ${Math.abs(seconds)} s ${seconds < 0 ? "ahead of" : "behind"} AWS's, more than the ` +
      `${Duration.toSeconds(this.bound)} s that clockSkewMax allows: nothing is sealed or sent until it is set.`
    )
  }
}
