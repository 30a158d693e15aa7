import { DateTime } from "effect"
import { Quantity } from "../src/model/Quantity.ts"
import { MeteringHour } from "../src/model/MeteringHour.ts"
import type { Sealing } from "../src/model/Sealing.ts"

/** Shows what a sealing holds, and leaves out what it holds none of. */
export const shown = ({ carry, included, moves, records, setAside, withheld }: Sealing) => ({
  ...(records.length > 0 && {
    records: records.map((one) => `${MeteringHour.format(one.hour)} ${one.quantity}`)
  }),
  ...(moves.length > 0 && {
    moves: moves.map(
      (one) => `${MeteringHour.format(one.from)} ${text({ hour: one.to, quantity: one.quantity })}`
    )
  }),
  ...(included.length > 0 && { included: included.map((one) => Quantity.format(one.quantity)) }),
  ...(setAside.length > 0 && { setAside: setAside.map((one) => `${text(one)} ${one.kind}`) }),
  ...(withheld.length > 0 && { withheld: withheld.map((one) => DateTime.formatIso(one.until)) }),
  ...(carry !== undefined && { carry: text(carry) })
})

const text = ({ hour, quantity: used }: { readonly hour: MeteringHour; readonly quantity: Quantity }) =>
  `${MeteringHour.format(hour)} ${Quantity.format(used)}`
