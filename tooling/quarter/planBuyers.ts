import type { Buyer, BuyerStep } from "./Buyer.ts"
import type { Draw } from "./drawFrom.ts"

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
const forms = ["License", "Product", "Legacy"] as const

/** The time that a quarter covers, in epoch milliseconds. */
export interface Span {
  readonly from: number
  readonly until: number
}

/**
 * Draws the buyers of a quarter: a third in each form of identity, and of each form a fifth that stays, cancels for good,
 * cancels and comes back within the hour, cancels and subscribes anew, or is cut over to a license.
 */
export const planBuyers = (count: number, draw: Draw, span: Span): ReadonlyArray<Buyer> =>
  Array.from({ length: count }, (_, i) => {
    const form = forms[i % forms.length]!
    return {
      account: `account-${i + 1}`,
      accountId: String(100_000_000_001 + i),
      customerIdentifier: `customer${i + 1}`,
      form,
      region: i % 7 === 3 ? "eu-central-1" : "us-east-1",
      steps: stepsOf(lives[Math.floor(i / forms.length) % lives.length]!, form, draw, span)
    }
  })

const lives = ["stays", "cancels", "comesBack", "subscribesAnew", "isCutOver"] as const

const stepsOf = (
  life: (typeof lives)[number],
  form: Buyer["form"],
  draw: Draw,
  { from, until }: Span
): ReadonlyArray<BuyerStep> => {
  const length = until - from
  const subscribe: BuyerStep = { at: from + minutes(draw, 0.2 * length), what: "subscribe" }
  const then = from + 0.4 * length + minutes(draw, 0.3 * length)
  const cancel: BuyerStep = { at: then, what: "cancel" }
  switch (life) {
    case "stays":
      return [subscribe]
    case "cancels":
      return [subscribe, cancel]
    case "comesBack":
      return [subscribe, cancel, { at: then + draw.between(15, 45) * minute, what: "comeBack" }]
    case "subscribesAnew":
      return [subscribe, cancel, { at: then + 2 * day + draw.between(0, 48) * hour, what: "subscribeAnew" }]
    case "isCutOver":
      return form === "License" ? [subscribe] : [subscribe, { at: then, what: "cutOver" }]
  }
}

const minutes = (draw: Draw, length: number): number => draw.between(0, Math.floor(length / minute)) * minute
