import { Instant } from "@tallyhour/core"
import { Result } from "effect"
import type { MarketplaceEmulator } from "../../marketplace/MarketplaceEmulator.ts"

/**
 * What an emulator is to hold when it starts: bodies of the control functions of the same names, in this order.
 *
 * - **Unit**: `clock.now` is RFC 3339 text or epoch seconds; prices are plain decimals as text.
 */
export interface SeedFile {
  readonly clock?: { readonly frozen?: boolean; readonly now: number | string }
  /** Undocumented behaviours, by name. */
  readonly choices?: Readonly<Record<string, number | string>>
  readonly products?: ReadonlyArray<object>
  readonly customers?: ReadonlyArray<object>
  /** What buyers have bought under contracts: bodies of `seed_entitlement`. */
  readonly entitlements?: ReadonlyArray<object>
  /** Where the software of buyers runs: bodies of `seed_caller`. */
  readonly callers?: ReadonlyArray<object>
  /** Whose software is entitled to a product: bodies of `entitle_caller`. */
  readonly entitled_callers?: ReadonlyArray<object>
  readonly prices?: ReadonlyArray<object>
}

/**
 * Arranges what a seed file says.
 *
 * - **Errors**: throws an Error that names the place and what is expected there; what stands before it is arranged.
 */
export const applySeedFile = (emulator: MarketplaceEmulator, seed: unknown): void => {
  if (typeof seed !== "object" || seed === null || Array.isArray(seed)) throw wrong("it", "must be an object")
  const members = Object.entries(seed)
  for (const [name] of members) {
    if (!sections.has(name)) throw wrong(name, `is unknown; there are ${[...sections.keys()].join(", ")}`)
  }
  for (const [name, stepsOf] of sections) {
    const member = members.find(([given]) => given === name)?.[1]
    if (member === undefined) continue
    for (const { body, control, place } of stepsOf(member)) {
      const answer = emulator.control(control, body)
      if (answer.status !== 200) throw wrong(place, `is refused: ${String(answer.body["error"])}`)
    }
  }
}

interface Step {
  readonly body: unknown
  readonly control: string
  readonly place: string
}

const sections: ReadonlyMap<string, (member: unknown) => ReadonlyArray<Step>> = new Map([
  ["clock", (member) => [{ body: clockBody(member), control: "set_time", place: "clock" }]],
  [
    "choices",
    (member) =>
      Object.entries(objectIn("choices", member)).map(([name, value]) => ({
        body: { name, value },
        control: "set_choice",
        place: `choices.${name}`
      }))
  ],
  ["products", (member) => eachOf("products", member, "seed_product")],
  ["customers", (member) => eachOf("customers", member, "seed_customer")],
  ["entitlements", (member) => eachOf("entitlements", member, "seed_entitlement")],
  ["callers", (member) => eachOf("callers", member, "seed_caller")],
  ["entitled_callers", (member) => eachOf("entitled_callers", member, "entitle_caller")],
  ["prices", (member) => [{ body: { prices: member }, control: "set_prices", place: "prices" }]]
])

const clockBody = (member: unknown): unknown => {
  const clock = objectIn("clock", member)
  const now = "now" in clock ? Instant.parse(clock.now) : undefined
  if (now === undefined) throw wrong("clock.now", "is missing")
  if (Result.isFailure(now)) throw wrong("clock.now", now.failure)
  return { ...clock, now: Instant.toEpochSeconds(now.success) }
}

const eachOf = (name: string, member: unknown, control: string): ReadonlyArray<Step> => {
  if (!Array.isArray(member)) throw wrong(name, "must be a list")
  return member.map((body: unknown, index) => ({ body, control, place: `${name}[${index}]` }))
}

const objectIn = (name: string, member: unknown): object => {
  if (typeof member === "object" && member !== null && !Array.isArray(member)) return member
  throw wrong(name, "must be an object")
}

const wrong = (place: string, what: string): Error => new Error(`the seed file: ${place} ${what}`)
