import { DateTime } from "effect"
import type { Draw } from "../quarter/drawFrom.ts"
import type { GivenEvent } from "./RecorderOrder.ts"
import { buyers } from "./seller.ts"

let made = 0

/** Makes an event that no other is: some of the last minutes, some of an hour that may be sealed. */
export const makeEvent = (
  draw: Draw,
  now: number,
  { isAlone }: { readonly isAlone: boolean }
): GivenEvent => {
  made += 1
  const { account, meters } = draw.oneOf(buyers)
  const meter = draw.oneOf(meters)
  const thousandths = draw.between(1, 5_000) * (meter === "tokens" ? 1_000 : 1)
  return {
    account,
    eventId: `event-${made}`,
    isAlone,
    meter,
    occurredAt: DateTime.formatIso(DateTime.makeUnsafe(now - Math.floor(draw.share() ** 3 * lateMax))),
    quantity: `${Math.floor(thousandths / 1_000)}.${String(thousandths % 1_000).padStart(3, "0")}`
  }
}

const lateMax = 90 * 60_000
