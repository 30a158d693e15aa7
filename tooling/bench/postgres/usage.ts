import {
  Catalogue,
  Instant,
  Quantity,
  type Tags,
  type UsageEvent,
  type UsageEventInput
} from "@tallyhour/core"

/** The start of the hour in which the usage occurs that is sealed. */
export const hourStart = Date.parse("2026-04-15T11:00:00Z")

/** An instant at which that hour is due. */
export const dueAt: Instant = Instant.ofMillis(Date.parse("2026-04-15T12:20:00Z"))

export const productCode = "4ml54db8vrmjuykaw1psroool"

const meters = 10

/** The catalogue of the usage: ten meters that add up. */
export const catalogue = {
  products: [
    { code: productCode, meters: Array.from({ length: meters }, (_, n) => ({ name: `meter-${n}` })) }
  ]
}

export const catalogueLayer = Catalogue.layer(catalogue)

/** Which usage: how many events from the `first` on, of how many accounts and meters together. */
export interface Stretch {
  readonly count: number
  readonly first: number
  readonly keys?: number
  /** How many accounts stand before these; none where absent. */
  readonly accountsBefore?: number
  /** The start of the hour, in epoch milliseconds. */
  readonly hour?: number
  readonly tagged?: boolean
}

/** Makes events of one hour that meet each account and meter in turn. */
export const eventsOf = ({
  accountsBefore = 0,
  count,
  first,
  hour = hourStart,
  keys = 10_000,
  tagged = false
}: Stretch): ReadonlyArray<UsageEvent> =>
  Array.from({ length: count }, (_, i) => {
    const n = first + i
    const key = n % keys
    return {
      eventId: idOf(n),
      account: accountOf(accountsBefore + Math.floor(key / meters)),
      meter: `meter-${key % meters}`,
      quantity: Quantity.ofUnits(1 + (n % 5)),
      occurredAt: Instant.ofMillis(hour + ((n * 37) % 3_600_000)),
      tags: tagged ? tagSets[n % tagSets.length]! : [],
      aggregation: "sum",
      property: ""
    }
  })

/** The same events as a caller hands them in. */
export const inputsOf = (stretch: Stretch): ReadonlyArray<UsageEventInput> =>
  eventsOf(stretch).map(({ account, eventId, meter, occurredAt, quantity, tags }) => ({
    account,
    eventId,
    meter,
    occurredAt,
    quantity: Number(Quantity.format(quantity)),
    ...(tags.length === 0 ? {} : { tags: Object.fromEntries(tags) })
  }))

/** The id of an event: 36 characters that ascend with time, as those of UUID version 7 do. */
const idOf = (n: number): string => {
  const time = (0x0196_3a00_0000 + Math.floor(n / 16)).toString(16).padStart(12, "0")
  const chance = ((n * 2_654_435_761) % 0x1_0000_0000).toString(16).padStart(8, "0")
  return `${time.slice(0, 8)}-${time.slice(8)}-7${(n % 16).toString(16)}00-8000-0000${chance}`
}

const accountOf = (number: number): string => String(100_000_000_000 + number)

/** The accounts of a number of keys. */
export const accountsOf = (keys: number, accountsBefore = 0): ReadonlyArray<string> =>
  Array.from({ length: Math.ceil(keys / meters) }, (_, n) => accountOf(accountsBefore + n))

const tagSets: ReadonlyArray<Tags> = ["sales", "support", "research", "press"].map((team) => [
  ["team", team],
  ["tier", "standard"]
])
