import { MeteringLimits, MeteringLimitSources } from "@tallyhour/core"
import { Duration } from "effect"
import { tableOf } from "./tableOf.ts"

/** The table of the page on limits, by the name of its place in it. */
export const limitParts = (): Readonly<Record<string, string>> => ({
  limits: tableOf(
    ["Limit", "Value", "What it bounds", "Source"],
    (Object.keys(meanings) as ReadonlyArray<keyof typeof meanings>).map((limit) => [
      `\`${limit}\``,
      valueOf(MeteringLimits[limit]),
      meanings[limit],
      MeteringLimitSources[limit]
    ])
  ),
  date: `Read ${MeteringLimits.readOn}.`
})

const valueOf = (limit: number | Duration.Duration): string =>
  typeof limit === "number" ? limit.toLocaleString("en").replaceAll(",", " ") : `${Duration.toHours(limit)} h`

const meanings: { readonly [Limit in keyof typeof MeteringLimitSources]: string } = {
  lookback: "How old the timestamp of a SaaS record may be; at exactly this age it is refused.",
  meterUsageLookback: "The same for a record of a container or machine image.",
  gracePeriod:
    "How far into a new month records of the month before are taken: until 06:00 UTC on the first.",
  finalWindow: "How long after the end of an agreement its last records are taken.",
  recordsMax: "Records in one request.",
  requestBytes: "Serialised bytes that a request stays below.",
  quantityMax: "The quantity of one record; what exceeds it moves to a later hour.",
  allocationsMax: "Allocations of one record.",
  tagsMax: "Tags of one allocation, and keys of one record.",
  tagKeyMax: "Characters of a tag's key.",
  tagValueMax: "Characters of a tag's value.",
  clientTokenMax: "Characters of the client token of a report.",
  nonceMax: "Characters of the nonce of a registration."
}
