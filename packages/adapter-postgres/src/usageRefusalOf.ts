import { EventConflict, EventRefused, RefusalCode } from "@tallyhour/core"
import { Option, Schema } from "effect"

/**
 * Reads what `record_usage` and `record_usage_batch` refused, from the error of a driver.
 *
 * - **Shape**: total; undefined for every other error. `field` is named as the SQL functions name it.
 *
 * **Example** (What `pg` throws for a quantity that is negative, and for a connection that was cut)
 *
 *     const detail = { code: "InvalidQuantity", field: "quantity", value: "-3", problem: "is negative", limit: "0 or more" }
 *     const refusal = usageRefusalOf({ code: "TH005", detail: JSON.stringify(detail) })
 *
 *     refusal?.message // => "quantity -3 is negative. Pass a decimal that is not negative, as text or a bigint where a number would lose digits."
 *     usageRefusalOf({ code: "ECONNRESET" }) // => undefined
 */
export const usageRefusalOf = (cause: unknown): EventRefused | EventConflict | undefined => {
  const { code, detail } = Object(cause)
  if (typeof code !== "string" || !/^TH\d{3}$/.test(code) || typeof detail !== "string") return undefined
  return Option.getOrUndefined(
    Option.map(decodeDetail(detail), (read) =>
      "eventIds" in read ? new EventConflict({ eventIds: read.eventIds }) : new EventRefused(read)
    )
  )
}

const Refused = Schema.Struct({
  code: RefusalCode,
  field: Schema.String,
  value: Schema.String,
  problem: Schema.String,
  limit: Schema.optionalKey(Schema.String)
})

const Conflict = Schema.Struct({ eventIds: Schema.Array(Schema.String) })

const decodeDetail = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Union([Conflict, Refused])))
