import { appendFile } from "node:fs/promises"
import type { MarketplaceEmulator } from "../../marketplace/MarketplaceEmulator.ts"
import type { JsonObject } from "../../marketplace/ServiceAnswer.ts"
import { makeOutlet } from "./Outlet.ts"
import type { Outlet } from "./Outlet.ts"

/** Where events go, and how. */
export interface EventDelivery {
  readonly complain: (cause: unknown) => void
  readonly pauseMillis: number
  /** An address, `http:` or `https:`, that each body is posted to; or a file that gets a line for each. */
  readonly to: string
}

/**
 * Delivers the EventBridge and SNS bodies that changes of subscriptions cause, in order, when the emulator's clock has
 * reached their instant.
 *
 * A post that fails is made again, and at last given up and complained of. The header `x-tallyhour-event` says which
 * of the two kinds a body is. What a seed file or a kept state had caused before is not delivered.
 */
export const deliverEvents = (emulator: MarketplaceEmulator, delivery: EventDelivery): Outlet => {
  let delivered = countsOf(eventsOf(emulator))
  const step = async () => {
    const events = eventsOf(emulator)
    const left = new Map(delivered)
    delivered = countsOf(events)
    // Equal bodies are told apart by their number only: an SNS message has neither an id nor an instant.
    for (const event of events) {
      const text = JSON.stringify(event)
      const before = left.get(text) ?? 0
      if (before > 0) left.set(text, before - 1)
      else await send(text, event, delivery)
    }
  }
  return makeOutlet(step, delivery)
}

const eventsOf = (emulator: MarketplaceEmulator): ReadonlyArray<JsonObject> =>
  emulator.control("events", {}).body["events"] as ReadonlyArray<JsonObject>

const countsOf = (events: ReadonlyArray<JsonObject>): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const event of events) {
    const text = JSON.stringify(event)
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return counts
}

const send = async (text: string, event: JsonObject, { complain, to }: EventDelivery): Promise<void> => {
  if (!isAddress(to)) return appendFile(to, `${text}\n`)
  const kind = "detail-type" in event ? "eventbridge" : "sns"
  for (const waitMillis of [0, 200, 1_000]) {
    await new Promise((resolve) => setTimeout(resolve, waitMillis))
    if (await post(to, { kind, text })) return
  }
  complain(new Error(`an ${kind} event was not taken by ${to} and is given up`))
}

const isAddress = (to: string): boolean => /^https?:\/\//i.test(to)

const post = (
  to: string,
  { kind, text }: { readonly kind: string; readonly text: string }
): Promise<boolean> =>
  fetch(to, {
    body: text,
    headers: { "Content-Type": "application/json", "x-tallyhour-event": kind },
    method: "POST",
    signal: AbortSignal.timeout(2_000)
  }).then(
    async (response) => {
      await response.arrayBuffer()
      return response.ok
    },
    () => false
  )
