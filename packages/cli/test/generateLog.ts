import { DateTime } from "effect"

/** A line of a generated log, and what a replay must make of it. */
export interface GeneratedLine {
  readonly text: string
  readonly fate: "recorded" | "repeated" | "refused"
  readonly code?: string
}

/** Generates a usage log over days that cross a month end: the same for the same seed. */
export const generateLog = (options: {
  readonly seed: number
  readonly events: number
  readonly days: number
}): ReadonlyArray<GeneratedLine> => {
  const random = randomFrom(options.seed)
  const pick = <A>(items: ReadonlyArray<A>): A => items[Math.floor(random() * items.length)]!
  const lines: Array<GeneratedLine> = []
  for (let i = 0; i < options.events; i++) {
    const at = start + Math.floor(random() * options.days * 86_400)
    const lateness = random() < 0.15 ? Math.floor(random() * 3 * 86_400) : Math.floor(random() * 60)
    const event = {
      id: `event-${i}`,
      account: pick(["acme", "bolt", "coyote", "é\u202e__proto__"]),
      meter: pick(["requests", "gb-hours"]),
      quantity: pick([
        1 + Math.floor(random() * 50),
        Math.floor(random() * 1e6) / 1000,
        "0.000000000001",
        "2.50",
        "6000000000"
      ]),
      at: random() < 0.5 ? at : iso(at),
      arrived: at + lateness
    }
    lines.push({ text: JSON.stringify(event), fate: "recorded" })
    if (random() < 0.1)
      lines.push({
        text: JSON.stringify({ ...event, at: iso(at), arrived: event.arrived + 60 }),
        fate: "repeated"
      })
    if (random() < 0.05) {
      const other = { ...event, quantity: "7.77", arrived: event.arrived + 3600 }
      lines.push({ text: JSON.stringify(other), fate: "refused", code: "EventConflict" })
    }
    if (random() < 0.1) lines.push(pick(badLines(event)))
  }
  return shuffled(lines, random)
}

const start = Date.UTC(2026, 9, 5) / 1000

const badLines = (
  event: Readonly<Record<string, unknown>> & { readonly arrived: number }
): ReadonlyArray<GeneratedLine> =>
  (
    [
      ["InvalidJson", "{not json"],
      ["InvalidJson", '{"id":"x","quantity":NaN}'],
      ["InvalidEvent", "[1]"],
      ["InvalidEvent", "null"],
      ["InvalidQuantity", { ...event, quantity: -1 }],
      ["InvalidQuantity", { ...event, quantity: 9007199254740992 }],
      ["InvalidQuantity", JSON.stringify({ ...event, quantity: 0 }).replace(":0,", ":1.1234567891234,")],
      ["InvalidQuantity", { ...event, quantity: true }],
      ["InvalidQuantity", { ...event, quantity: "1e3" }],
      ["InvalidQuantity", { ...event, quantity: null }],
      ["InvalidEventId", { ...event, id: "" }],
      ["InvalidEventId", { ...event, id: 7 }],
      ["InvalidAccount", { ...event, account: null }],
      ["InvalidMeter", { ...event, meter: ["requests"] }],
      ["InvalidTimestamp", { ...event, at: "2026-02-30T10:00:00Z" }],
      ["InvalidTimestamp", { ...event, at: event.arrived * 1000 }],
      ["InvalidTimestamp", { ...event, arrived: "yesterday" }],
      ["FutureUsage", { ...event, at: event.arrived + 301 }],
      ["InvalidTags", { ...event, tags: { team: 7 } }]
    ] as const
  ).map(([code, line]) => ({
    code,
    fate: "refused",
    text: typeof line === "string" ? line : JSON.stringify(line)
  }))

const iso = (seconds: number): string => DateTime.formatIso(DateTime.makeUnsafe(seconds * 1000))

const shuffled = <A>(items: ReadonlyArray<A>, random: () => number): ReadonlyArray<A> => {
  const copy = [...items]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[copy[i], copy[j]] = [copy[j]!, copy[i]!]
  }
  return copy
}

/** Mulberry32: small, fast, and the same on every machine. */
const randomFrom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}
