import { type RawBuilder, sql } from "kysely"

/** The figure of the balances to which a record in a state belongs. */
export const figureOfState: RawBuilder<unknown> = sql`
  case state when 'settled' then 'accepted' when 'dead' then 'dead' else 'pending' end`
