import type { LedgerMove } from "../model/LedgerMove.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { Quantity } from "../model/Quantity.ts"
import type { Finding } from "../model/Violation.ts"

/**
 * Lists what is wrong with a move of late usage: it goes to a later hour, and moves something.
 *
 * **Example** (Usage that would be billed before it happened)
 *
 *     const from = MeteringHour.of(DateTime.makeUnsafe("2026-03-10T11:30:00Z"))
 *     const move = { position: 1, account: "acme", meter: "pages", from, quantity: Quantity.ofUnits(2) }
 *
 *     auditMove({ ...move, to: MeteringHour.plus(from, 1) }) // => []
 *     auditMove({ ...move, to: MeteringHour.plus(from, -1) })[0]?.found
 *     // => "2 went from hour 2026-03-10T11 to 2026-03-10T10"
 */
export const auditMove = ({ from, quantity, to }: LedgerMove): ReadonlyArray<Finding> =>
  to > from && quantity > 0n
    ? []
    : [
        {
          invariant: "I-10",
          found: `${Quantity.format(quantity)} went from hour ${MeteringHour.format(from)} to ${MeteringHour.format(to)}`
        }
      ]
