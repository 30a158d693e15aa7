import { type Buyer, isSubscribed } from "./Buyer.ts"
import type { Draw } from "./drawFrom.ts"
import type { Span } from "./planBuyers.ts"

const [minute, hour] = [60_000, 3_600_000]

/** A usage event of the quarter, as the seller's application reports it. */
export interface Usage {
  readonly account: string
  readonly eventId: string
  readonly meter: string
  /** In thousandths of the meter's unit. */
  readonly thousandths: bigint
  /** When it was used and when the application reports it, in epoch milliseconds. */
  readonly occurredAt: number
  readonly reportedAt: number
  readonly tags: Readonly<Record<string, string>>
}

/**
 * Draws what buyers use while they are subscribed: about one hour in four, with fractions, with tags, some of it hours or days
 * late, and some of it reported twice.
 *
 * - **Shape**: in the order in which it is reported.
 */
export const planUsage = (
  buyers: ReadonlyArray<Buyer>,
  draw: Draw,
  { from, until }: Span
): ReadonlyArray<Usage> => {
  const usage: Array<Usage> = []
  for (const buyer of buyers) {
    for (let start = from; start < until; start += hour) {
      if (draw.share() > 0.25) continue
      for (let n = draw.between(1, 3); n > 0; n -= 1) {
        const occurredAt = start + draw.between(0, hour - 1)
        if (!isSubscribed(buyer, occurredAt)) continue
        const one = usageOf(buyer.account, usage.length, draw, occurredAt)
        usage.push(one)
        if (draw.share() < 0.05)
          usage.push({ ...one, reportedAt: one.reportedAt + draw.between(1, 600) * minute })
      }
    }
  }
  return usage.toSorted((a, b) => a.reportedAt - b.reportedAt)
}

/**
 * Draws what the clusters of containers count: about one hour in three, in whole units, at once, and now and then twice.
 *
 * - **Shape**: in the order in which it is counted.
 */
export const planPages = (
  clusters: ReadonlyArray<{ readonly account: string }>,
  draw: Draw,
  { from, until }: Span
): ReadonlyArray<Usage> => {
  const usage: Array<Usage> = []
  for (const { account } of clusters) {
    for (let start = from; start < until; start += hour) {
      if (draw.share() > 0.3) continue
      const occurredAt = start + draw.between(0, hour - 1)
      const one: Usage = {
        account,
        eventId: `pages-${usage.length}`,
        meter: "pages",
        thousandths: BigInt(draw.between(1, 40)) * 1000n,
        occurredAt,
        reportedAt: occurredAt,
        tags: {}
      }
      usage.push(one)
      if (draw.share() < 0.1) usage.push({ ...one, reportedAt: occurredAt + draw.between(0, 2) * minute })
    }
  }
  return usage.toSorted((a, b) => a.reportedAt - b.reportedAt)
}

const usageOf = (account: string, n: number, draw: Draw, occurredAt: number): Usage => {
  const meter = draw.oneOf(["requests", "tokens"])
  return {
    account,
    eventId: `use-${n}`,
    meter,
    thousandths: BigInt(draw.between(1, meter === "requests" ? 20_000 : 5_000_000)),
    occurredAt,
    reportedAt: occurredAt + lateness(draw),
    tags: draw.share() < 0.3 ? { team: draw.oneOf(["red", "green", "blue"]) } : {}
  }
}

const lateness = (draw: Draw): number => {
  const share = draw.share()
  if (share < 0.85) return draw.between(0, 10) * minute
  return share < 0.97 ? draw.between(1, 5) * hour : draw.between(20, 40) * hour
}
