import { DateTime, Option } from "effect"
import type { Choices } from "../Choices.ts"
import { isoSeconds } from "../isoSeconds.ts"

/**
 * Returns a timestamp as CloudTrail prints it inside of requests: "Apr 19, 2018 4:32:50 PM", in UTC without saying so.
 *
 * Fractions of a second are lost. What no calendar can show is printed as the number it is.
 *
 * - **Unit**: epoch seconds in.
 * - **Source**: Seller Guide, logging with CloudTrail, version of January 2023.
 */
export const cloudTrailTimestamp = (
  seconds: number,
  form: Choices["cloudtrail_timestamps"]
): number | string => {
  const instant = DateTime.make(Math.floor(seconds) * 1_000)
  if (Option.isNone(instant) || form === "epoch") return Math.floor(seconds)
  if (form === "iso") return isoSeconds(DateTime.toEpochMillis(instant.value))
  return englishText(instant.value, form === "us-english" ? " " : "\u202F")
}

const englishText = (instant: DateTime.Utc, space: string): string => {
  const { day, hour, minute, month, second, year } = DateTime.toPartsUtc(instant)
  const clock = `${hour % 12 === 0 ? 12 : hour % 12}:${twoDigits(minute)}:${twoDigits(second)}`
  return `${months[month - 1]} ${day}, ${year} ${clock}${space}${hour < 12 ? "AM" : "PM"}`
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

const twoDigits = (part: number): string => String(part).padStart(2, "0")
